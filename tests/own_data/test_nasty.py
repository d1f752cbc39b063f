"""Files that a spreadsheet, a colleague or bad luck can produce: each is read as meant, or refused at its row."""

import io
import zipfile
from datetime import date

import pytest

import sim

openpyxl = pytest.importorskip("openpyxl")


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def stuffed():
    """A workbook of a few kB that is hundreds of MB when unpacked."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (200 << 20))
    return content.getvalue()


NUMBERS = {
    "comma": (b"path,value\ntrust.gain,0.05\n", 0.05),
    "semicolon, decimal comma": (b"path;value\ntrust.gain;0,05\n", 0.05),
    "semicolon, decimal point": (b"path;value\ntrust.gain;0.05\n", 0.05),
    "tab": (b"path\tvalue\ntrust.gain\t0,05\n", 0.05),
    "mark of UTF-8": (b"\xef\xbb\xbfpath,value\ntrust.gain,0.05\n", 0.05),
    "Unicode text of Excel": ("path\tvalue\r\ntrust.gain\t0,05\r\n".encode("utf-16"), 0.05),
    "sep= of Excel": (b"sep=;\r\npath;value\r\ntrust.gain;0,05\r\n", 0.05),
    "blanks, empty rows, remarks": (b"\n# mine\n Path , VALUE ,\n\n , \n trust.gain , 5e-2 ,,\n\n", 0.05),
    "old line ends": (b"path,value\rtrust.gain,0.05\r", 0.05),
    "quoted": (b'"path","value"\n"trust.gain","0.05"\n', 0.05),
    "a column for readers": (b"path,value,unit,source\ntrust.gain,.05,1,Smith; Jones\n", 0.05),
    "a whole number": (b"path,value\ntrust.gain,0\n", 0.0),
    "workbook": (book(["path", "value", None], [None, None], ["trust.gain", 0.05]), 0.05),
    "workbook, number as text": (book(["path", "value"], ["trust.gain", "0,05"]), 0.05),
}


@pytest.mark.parametrize(("content", "value"), [pytest.param(*case, id=name) for name, case in NUMBERS.items()])
def test_a_sheet_is_read_as_it_is_meant(tmp_path, content, value):
    file = tmp_path / ("my.xlsx" if content.startswith(b"PK") else "my.csv")
    file.write_bytes(content)
    assert sim.read_numbers(file, "base") == {"trust.gain": value}


REFUSED = {
    "empty": (b"", "my.csv: is empty"),
    "blank": (b" \n\t\n", "my.csv: is empty"),
    "remarks only": (b"# path,value\n", "my.csv: has no rows"),
    "heading only": (b"path,value\n", "my.csv: has a heading and no rows"),
    "no heading": (b"trust.gain,0.05\n", "row 1: \"trust.gain 0.05\" is not a heading"),
    "column misspelt": (b"path,valeu\ntrust.gain,0.05\n", "unknown column \"valeu\""),
    "column twice": (b"path,value,Value\ntrust.gain,1,1\n", "row 1, column Value: is there twice"),
    "column without a name": (b"path,,value\ntrust.gain,7,.05\n", "row 1, column 2: has cells and no name"),
    "too many cells": (b"path;value\ntrust.gain;0.05;7\n", "row 2: has 3 cells, and the heading 2"),
    "Latin-1": (b"path,value,note\ntrust.gain,0.05,Universit\xe9\n", 'is not UTF-8 text, at "05,Universit\u00e9"'),
    "UTF-16 without a mark": ("path,value\ntrust.gain,0.05\n".encode("utf-16-le"), "an encoding without a mark"),
    "binary": (b"path\0value\n\1\2\3", "is a binary file"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old .xls file, or protected"),
    "workbook named csv": (book(["path", "value"], ["trust.gain", 1]), "give a workbook the ending .xlsx"),
    "quote not closed": (b'path,value\n"trust.gain,0.05\n', "cannot be taken apart"),
    "path misspelt": (b"path,value\n\ntrust.gian,0.05\n", 'row 3, column path: "trust.gian": unknown key'),
    "path in part": (b"path,value\nvariety,0.05\n", "row 2, column path: \"variety\" is not a whole path"),
    "path of nobody": (b"path,value\nactors.alpa.compute,1\n", "row 2, column path: \"actors.alpa.compute\": no entry"),
    "path missing": (b"path,value\n,0.05\n", "row 2, column path: is empty"),
    "no path": (b"path,value\n=x==,0.05\n", "row 2, column path: \"=x==\" is not a path"),
    "path of a table": (b"path,value\ntrust,0.05\n", "row 2, column value: \"0.05\" is of the wrong type"),
    "path twice": (b"path,value\ntrust.gain,.05\n trust.gain ,.05\n", "row 3, column path: \"trust.gain\" is on row 2"),
    "value missing": (b"path,value\ntrust.gain,\n", "row 2, column value: is empty"),
    "word": (b"path,value\ntrust.gain,high\n", '"high" is not a number; expected a number, 0 <= x <= 1'),
    "NaN": (b"path,value\ntrust.gain,NaN\n", "\"NaN\" is not a number"),
    "infinite": (b"path,value\ntrust.gain,1e999\n", "\"1e999\" is not a finite number"),
    "error of Excel": (b"path,value\ntrust.gain,#DIV/0!\n", "\"#DIV/0!\" is the error of a spreadsheet"),
    "percent": (b"path,value\ntrust.gain,5 %\n", "write 0.05"),
    "percent among commas": (b"path;value\ntrust.loss;0,2\ntrust.gain;5 %\n", "write 0,05"),
    "percent with a comma": (b"path;value\ntrust.gain;2,5%\n", "write 0,025"),
    "out of range": (b"path,value\ntrust.gain,5\n", "row 2, column value: 5 is out of range; expected 0 <= x <= 1"),
    "comma in a comma file": (b'path,value\ntrust.gain,"0,05"\n', "write 0.05; a decimal comma needs a file"),
    "thousands": (b'path;value\nactors.alpha.compute;1.234,5\n', "write 1234,5, without marks between thousands"),
    "thousands in English": (b'path,value\nactors.alpha.compute,"12,345.5"\n', "write 12345.5, without marks"),
    "thousands with blanks": (b"path;value\nactors.alpha.compute;1 234\n", "write 1234, without"),
    "both marks": (b"path;value\ntrust.gain;0,05\ntrust.loss;1.234\n", '"1.234" has a point, and a number above'),
    "low without high": (b"path,low\ntrust.gain,0.05\n", "there is low alone"),
    "low above high": (b"path,low,high\ntrust.gain,0.5,0.2\n", "column high: 0.2 is not above low, 0.5"),
    "value not between": (b"path,value,low,high\ntrust.gain,.5,.1,.2\n", "0.5 is not between low and high"),
    "high out of range": (b"path,low,high\ntrust.gain,0.5,2\n", "column high: 2 is out of range"),
    "range of a word": (b"path,value,low,high\nactors.alpha.tier,open,0,1\n", "column low: is the end of a range"),
    "word not allowed": (b"path,value\nactors.alpha.tier,opne\n", "did you mean \"open\"?"),
    "no day": (b"path,value\nstart,31.12.2026\n", "\"31.12.2026\" is not a day; expected a day such as 2027-01-31"),
    "stuffed workbook": (stuffed(), "when unpacked"),
    "archive": (b"PK\3\4nothing", "is not a workbook"),
    "workbook of nothing": (book(), "has no rows"),
    "date in a workbook": (book(["path", "value"], ["trust.gain", date(2027, 1, 1)]), "is not a number"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [pytest.param(*case, id=name) for name, case in REFUSED.items()])
def test_a_sheet_that_is_wrong_is_refused_at_its_place(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    file = "my.csv" if not content.startswith(b"PK") or "ending" in message else "my.xlsx"
    (tmp_path / file).write_bytes(content)
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_numbers(file, "base")
    assert message.replace("my.csv", file) in str(error.value)
    assert all(line.startswith(file) for line in str(error.value).splitlines())


def test_all_errors_of_a_file_are_listed_at_once_by_row(tmp_path):
    (tmp_path / "my.csv").write_text("path,value\ntrust.gian,1\ntrust.gain,9\ntrust.loss,x\nnobody,1\n")
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_numbers(tmp_path / "my.csv", "base")
    assert [fault.line for fault in error.value.faults] == [2, 3, 4, 5]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "graphml", "gexf"])
def test_what_is_no_file_is_refused(tmp_path, ending):
    (tmp_path / f"folder.{ending}").mkdir()
    for name, problem in (
        (f"folder.{ending}", "is a folder"),
        (f"none.{ending}", "no such file"),
        (f"a\0.{ending}", "cannot be read"),
    ):
        with pytest.raises(sim.ScenarioError, match=problem):
            sim.read_network(tmp_path / name, "base")


GRAPHML = b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">%s</graphml>'
GEXF = (
    b'<?xml version="1.0" encoding="UTF-8"?><gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    b'<graph defaultedgetype="undirected"><nodes><node id="0" label="alpha"/><node id="1" label="beta"/></nodes>'
    b'<edges><edge id="0" source="0" target="1" weight="2.0"/></edges></graph></gexf>'
)
BY_ID = GRAPHML % (
    b'<graph edgedefault="directed"><node id="alpha"/><node id="beta"/><edge source="alpha" target="beta"/></graph>'
)
BY_LABEL = GRAPHML % (
    b'<key id="d0" for="node" attr.name="label" attr.type="string"/><graph edgedefault="undirected">'
    b'<node id="n0"><data key="d0">alpha</data></node><node id="n1"><data key="d0">beta</data></node>'
    b'<edge source="n0" target="n1"/></graph>'
)
TIES = {
    "Gephi": b"Source,Target,Type,Id,Label,timeset,Weight\nalpha,beta,Undirected,0,,,1.0\n",
    "no heading": b"alpha,beta\n",
    "no heading, a weight": b"alpha;beta;0,5\n",
    "both ways, twice": b"from,to\nalpha,beta\nbeta,alpha\nalpha, beta\n",
    "weights of nothing": b"from,to,weight\nalpha,beta,2\nbeta,gamma,0\n",
    "workbook": book(["from", "to"], ["alpha", "beta"]),
    "GraphML by id": BY_ID,
    "GraphML by label": BY_LABEL,
    "GEXF": GEXF,
}


def ending_of(content):
    return (
        ".xlsx"
        if content[:2] == b"PK"
        else ".gexf"
        if b"<gexf" in content
        else ".graphml"
        if b"<graphml" in content
        else ".csv"
    )


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in TIES.items()])
def test_an_edge_list_is_read_as_it_is_meant(tmp_path, content):
    file = tmp_path / f"my{ending_of(content)}"
    file.write_bytes(content)
    assert sim.read_network(file, "base") == {"ties.topology": "edges", "ties.edges": [["alpha", "beta"]]}


NO_TIES = {
    "nobody": (b"from,to\nalpha,beta\nalpha,gama\n", 'row 3, column to: no actor "gama"', 'did you mean "gamma"?'),
    "itself": (b"from,to\nalpha,alpha\n", "row 2: [\"alpha\", \"alpha\"] is not a tie", ""),
    "one end": (b"from,to\nalpha,\n", "row 2, column to: is empty", ""),
    "less than nothing": (b"from,to,weight\nalpha,beta,-1\n", "row 2, column weight: -1 is out of range", ""),
    "no weight": (b"from,to,weight\nalpha,beta,strong\n", "row 2, column weight: \"strong\" is not a number", ""),
    "all of nothing": (b"from,to,weight\nalpha,beta,0\n", "has no ties of so much weight", ""),
    "one column": (b"alpha beta\n", "has 1 columns and no heading", ""),
    "no heading, nobody": (b"alpha,beta\nalpha,gama\n", 'row 2, column 2: no actor "gama"', ""),
    "heading of another language": (
        b"von;nach;gewicht\nalpha;beta;2\n",
        'row 1: "von nach gewicht" is neither a heading nor a tie',
        "from,to,weight",
    ),
    "entities": (b'<!DOCTYPE graphml [<!ENTITY a "b">]><graphml/>', "defines entities of its own", ""),
    "cut off": (BY_ID[:150], "cannot be read as graphml", ""),
    "nodes alike": (BY_LABEL.replace(b">beta<", b">alpha<"), "node alpha: 2 nodes have this name", ""),
    "node of nobody": (GEXF.replace(b'"beta"', b'"bets"'), 'edge 1 (alpha to bets): no actor "bets"', "beta"),
    "weight of a file": (GEXF.replace(b'"2.0"', b'"-2"'), "edge 1 (alpha to beta): -2", ""),
}  # fmt: skip


@pytest.mark.parametrize(("content", *"ab"), [pytest.param(*case, id=name) for name, case in NO_TIES.items()])
def test_an_edge_list_that_is_wrong_is_refused_at_its_place(tmp_path, monkeypatch, content, a, b):
    monkeypatch.chdir(tmp_path)
    file = f"my{ending_of(content)}"
    (tmp_path / file).write_bytes(content)
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_network(file, "base")
    assert str(error.value).startswith(file) and a in str(error.value) and b in str(error.value)


def test_a_member_of_a_group_can_be_tied_and_the_group_cannot(tmp_path):
    group = sim.load("base", {"actors.many": {"count": 3}})
    (tmp_path / "my.csv").write_text("from,to\nmany-1,alpha\nmany-2,alpha\n")
    assert sim.load(group, sim.read_network(tmp_path / "my.csv", group)).ties.edges[0] == ["many-1", "alpha"]
    (tmp_path / "my.csv").write_text("from,to\nmany,alpha\n")
    with pytest.raises(sim.ScenarioError, match='row 2, column from: "many" stands for 3 actors'):
        sim.read_network(tmp_path / "my.csv", group)


ACTORS = {
    "nobody": (b"name,kind\n,lab\n", "row 2, column name: is empty"),
    "twice": (b"name,kind\nmine,lab\nMine,firm\n", "row 3, column name: \"Mine\" is on row 2 already"),
    "alike": (b"name,kind\nAlpha,lab\n", "row 2, column name: \"Alpha\" is too similar to the actor \"alpha\""),
    "no name": (b"kind,bloc\nlab,west\n", 'row 1: there is no column "name"'),
    "kind": (b"name,kind\nmine,firma\n", "row 2, column kind: \"firma\" is not allowed; expected one of firm"),
    "tier, by its own heading": (b"name,Hoards as\nmine,opne\n", "row 2, column Hoards as: \"opne\" is not allowed"),
    "field": (b"name,funding\nmine,1\n", "row 1: unknown column \"funding\""),
    "domain": (b"name,focus.langauge\nmine,1\n", "row 2, column focus.langauge: no domain \"langauge\""),
    "whole": (b"name,count\nmine,1.5\n", "row 2, column count: \"1.5\" is not a whole number; expected a whole number"),
    "weights of nothing": (b"name,focus.language\nmine,0\n", "row 2, column focus.language: the weights sum to 0"),
    "contradiction": (b"name,run_spread\nmine,1\n", "row 2, column run_spread: is the spread of a run"),
    "day": (b"name,enters\nmine,2099-01-01\n", "row 2, column enters: 2099-01-01 is not before the end"),
    "control": (b'name,kind\n"a\x07b",lab\n', "is not a valid name"),
    "a field of fields": (b"name,kind.x\nmine,lab\n", "row 1: unknown column \"kind.x\""),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [pytest.param(*case, id=name) for name, case in ACTORS.items()])
def test_a_table_of_actors_that_is_wrong_is_refused_at_its_place(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_bytes(content)
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_actors("my.csv", "base")
    assert message in str(error.value) and str(error.value).startswith("my.csv")


def test_what_is_wrong_with_all_actors_together_has_no_row(tmp_path):
    (tmp_path / "my.csv").write_text("name,users\nmine,0.9\n")
    with pytest.raises(sim.ScenarioError, match=r"my\.csv: shares of users at the start sum to"):
        sim.read_actors(tmp_path / "my.csv", sim.load("base", {"market.form": "logit"}))


def test_actors_that_rows_of_the_scenario_name_cannot_be_taken_away(tmp_path):
    (tmp_path / "my.csv").write_text("name,bloc\nmine,us\n")
    with pytest.raises(sim.ScenarioError, match="name actors or blocs that are taken away"):
        sim.read_actors(tmp_path / "my.csv", "race-2019", only=True)
    assert list(sim.load("base", sim.read_actors(tmp_path / "my.csv", "base", only=True)).actors) == ["mine"]


def test_a_row_of_policies_goes_by_its_name(tmp_path):
    (tmp_path / "my.csv").write_text("path,value\npolicies.control-2019-05-16.strength,2\npolicies.14.on,false\n")
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_numbers(tmp_path / "my.csv", "race-2019")
    assert [(fault.line, fault.field) for fault in error.value.faults] == [(2, "value"), (3, "path")]
    (tmp_path / "my.csv").write_text("path,value\npolicies.control-2019-05-16.strength,0.2\n")
    mine = sim.load("race-2019", sim.read_numbers(tmp_path / "my.csv", "race-2019"))
    assert mine.policies[0].strength == 0.2


def test_what_does_not_go_with_the_rest_of_the_scenario_names_both(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_text("path,value\nquarters,20\n")
    with pytest.raises(sim.ScenarioError, match=r"^my\.csv: The race since 2019: actors\.moonshot\.enters"):
        sim.read_numbers("my.csv", "race-2019")


def test_a_file_in_which_everything_is_wrong_is_refused_after_a_part_of_it(tmp_path):
    (tmp_path / "my.csv").write_text("path,value\n" + "".join(f"trust.x{number},1\n" for number in range(5000)))
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_numbers(tmp_path / "my.csv", "base")
    assert len(error.value.faults) == 100 and str(error.value).endswith("and 80 more")


WHOLE = {
    "a point and nothing": b"path,value\nquarters,40.0\n",
    "a point alone": b"path,value\nquarters,40.\n",
    "a power of ten": b"path,value\nquarters,4e1\n",
    "a decimal comma": b"path;value\nquarters;40,0\n",
    "workbook, text": book(["path", "value"], ["quarters", "40.0"]),
    "workbook": book(["path", "value"], ["quarters", 40.0]),
}


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in WHOLE.items()])
def test_a_whole_number_is_read_however_it_is_written(tmp_path, content):
    file = tmp_path / f"my{ending_of(content)}"
    file.write_bytes(content)
    value = sim.read_numbers(file, "base")["quarters"]
    assert (type(value), value) == (int, 40)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path;value\nquarters;1.000\n", '"1.000" may be two numbers; expected a whole number, 1 <= x <= 4000'),
        ("path;value\nquarters;1.000\n", "write 1000, or 1"),
        ("path,value\nquarters,40.5\n", '"40.5" is not a whole number'),
        ("path,value,low,high\nquarters,60,40.5,80\n", 'row 2, column low: "40.5" is not a whole number'),
    ],
)
def test_a_number_that_is_not_whole_is_refused_where_a_whole_one_is_wanted(tmp_path, text, message):
    (tmp_path / "my.csv").write_text(text)
    with pytest.raises(sim.ScenarioError) as error:
        sim.read_numbers(tmp_path / "my.csv", "base")
    assert message in str(error.value)


WEIGHTED = GRAPHML % (
    b'<key id="w" for="edge" attr.name="%s" attr.type="double"><default>7</default></key>'
    b'<graph edgedefault="undirected"><node id="alpha"/><node id="beta"/><node id="gamma"/>'
    b'<edge source="alpha" target="beta"/><edge source="beta" target="gamma"><data key="w">2</data></edge></graph>'
)


@pytest.mark.parametrize("name", [b"weight", b"Weight"])
def test_an_edge_without_a_weight_has_the_one_that_the_file_declares(tmp_path, name):
    (tmp_path / "my.graphml").write_bytes(WEIGHTED % name)
    for least, ties in ((0, [["alpha", "beta"], ["beta", "gamma"]]), (5, [["alpha", "beta"]])):
        assert sim.read_network(tmp_path / "my.graphml", "base", least)["ties.edges"] == ties
    with pytest.raises(sim.ScenarioError, match="has no ties of so much weight"):
        sim.read_network(tmp_path / "my.graphml", "base", 8)


def test_a_row_that_gives_nothing_changes_nobody(tmp_path):
    (tmp_path / "my.csv").write_text("name,endowment\nalpha,1\nbeta,\nmine,1\n")
    notes = sim.read_actors(tmp_path / "my.csv", "base").notes
    assert notes == (f"{tmp_path / 'my.csv'}: 1 actor changed, 1 added, 1 as before",)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16-le", "utf-32-be"])
def test_text_of_an_encoding_that_nobody_expects_is_told(tmp_path, encoding):
    (tmp_path / "my.csv").write_bytes("path,value\ntrust.gain,0.05\n".encode(encoding))
    with pytest.raises(sim.ScenarioError, match="is a binary file, or text in an encoding without a mark"):
        sim.read_numbers(tmp_path / "my.csv", "base")


@pytest.mark.parametrize("least", [-1, float("nan")])
def test_a_least_weight_is_a_weight(tmp_path, least):
    (tmp_path / "my.csv").write_text("alpha,beta\n")
    with pytest.raises(ValueError, match="expected a number, at least 0"):
        sim.read_network(tmp_path / "my.csv", "base", least)


def test_a_node_without_an_edge_that_is_no_actor_is_told(tmp_path):
    (tmp_path / "my.graphml").write_bytes(BY_ID.replace(b"<edge", b'<node id="gamma"/><node id="gama"/><edge'))
    own = sim.read_network(tmp_path / "my.graphml", "base")
    assert own["ties.edges"] == [["alpha", "beta"]]
    assert own.notes[0].endswith("my.graphml: no edge and no actor of the scenario, and so left out: gama")


def test_a_graph_that_would_not_be_read_is_refused(tmp_path):
    inner = b'<graph edgedefault="directed"><node id="gamma"/><edge source="gamma" target="alpha"/></graph>'
    beside = BY_ID.replace(b"</graphml>", inner + b"</graphml>")
    within = BY_ID.replace(b'<node id="beta"/>', b'<node id="beta">%s</node>' % inner)
    for text in (beside, within):
        (tmp_path / "my.graphml").write_bytes(text)
        with pytest.raises(sim.ScenarioError, match="has 2 graphs, one within or beside another"):
            sim.read_network(tmp_path / "my.graphml", "base")


def test_which_sheet_is_read_is_told(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "old"
    for row in (["path", "value"], ["trust.gain", 0.05]):
        made.active.append(row)
    file = tmp_path / "my.xlsx"
    made.save(file)
    assert not any(" is read" in note for note in sim.read_numbers(file, "base").notes)
    made.create_sheet("new")
    made.save(file)
    assert f'{file}: "old" is read, the first of 2 sheets' in sim.read_numbers(file, "base").notes
    made.active.sheet_state, made.active = "hidden", 1
    made.save(file)
    assert f'{file}: "old" is read, the first of 2 sheets, which is hidden' in sim.read_numbers(file, "base").notes


@pytest.mark.parametrize(("cell", "kind"), [(date(2027, 3, 1), "a date"), (True, "a switch")])
def test_what_a_program_took_for_a_date_is_no_name(tmp_path, cell, kind):
    file = tmp_path / "my.xlsx"
    for read, row in (
        (sim.read_actors, (["name", "kind"], [cell, "lab"])),
        (sim.read_actors, (["name", "kind", "bloc"], ["mine", "lab", cell])),
        (sim.read_network, (["from", "to"], ["alpha", cell])),
    ):
        file.write_bytes(book(*row))
        with pytest.raises(sim.ScenarioError, match=f"row 2, column .* is {kind} in the workbook; expected text"):
            read(file, "base")
