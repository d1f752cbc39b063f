"""Institutions: what actors and states set up on purpose. Each is a dated row with its benefit and its cost.

Costs are shares of the outlay of those who take part, so that an institution weighs as much in a rich quarter as in a
poor one. Lists of actors that are empty stand for everybody.
"""

from typing import Annotated, Literal

from sim.scenario.schema.enums import Admission, AdmissionWord, TierWord
from sim.scenario.schema.quantity import even, log, quantity
from sim.scenario.schema.roles import (
    UNCAPPED,
    Absent,
    BlocName,
    DomainNames,
    Founders,
    Host,
    Leader,
    Parties,
    Payer,
    Payers,
)
from sim.scenario.schema.rows import Club, Dated, Promise

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Alliance(Club):
    """Members share inside the club, pay dues, and keep a catalogue of safety tools that serves everybody."""

    kind: Literal["alliance"]
    members: Founders
    """Founders."""
    admission: AdmissionWord = Admission.OPEN
    """founders: nobody else; open: whoever gains by it joins; vote: so, if the members also gain by the newcomer."""
    exclusive: bool = False
    """Members belong to no other alliance."""
    obligation: float = quantity(0.6, "1", "share of released know-how that members owe each other",
        "no data; press releases speak of open science, and name no share", prior=even(0.2, 0.95), least=0, most=1)
    dues: float = quantity(0.02, "1", "dues, as a share of outlay",
        "dues of SEMATECH were 1 % of its members' sales (NAS 5707); from a token to what members would notice, "
        "a factor of four to five either way", prior=log(0.004, 0.08), least=0, most=0.5)
    catalogue: float = quantity(0.4, "1", "share of dues spent on the catalogue of safety tools",
        "no data; from a tenth; with skills at most all of them", prior=even(0.1, 0.6), least=0, most=1)
    skills: float = quantity(0.3, "1", "share of dues spent on skills, with member labs",
        "no data; from a tenth; with the catalogue at most all of them", prior=even(0.1, 0.4), least=0, most=1)
    governance: int = quantity(4, "quarters",
        "quarters until a governing board stands; until then members share by trust", least=0, most=400)
    board: float = quantity(0.003, "1", "cost of a board that stands, as a share of outlay",
        "no data; a small secretariat to a large one, a factor of five either way", prior=log(0.0005, 0.015),
        least=0, most=0.5)


class Partnership(Club):
    """Two or more actors show each other what they release; one of them may host the others on its platform."""

    kind: Literal["partnership"]
    actors: Founders
    """Partners."""
    host: Host = ""
    """The partner on whose platform the others are offered."""
    disclosure: float = quantity(0.5, "1", "share of released know-how that partners show each other", least=0, most=1)


class Grants(Dated):
    """An academy: course revenue pays for training, and a share of it for micro-grants to open projects."""

    needs = "academy"
    kind: Literal["grants"]
    recipients: Parties
    """Who may have them; who takes a grant must publish, weights and methods, and takes it when that pays."""
    payers: Payers = []
    """Whose people take the courses, and are trained."""
    revenue: float = quantity(0.01, "1", "course fees, as a share of the payers' outlay",
        "no data; a factor of five to ten about a hundredth", prior=log(0.001, 0.05), least=0, most=0.5)
    share: float = quantity(0.2, "1", "share of course revenue that goes to grants; the rest is teaching",
        "article 003", least=0, most=1)


class Training(Dated):
    """Actors train their people; skills let them understand more of what others show."""

    needs = "academy"
    kind: Literal["training"]
    actors: Parties = []
    """Who trains."""
    spend: float = quantity(0.01, "1", "cost, as a share of outlay", least=0, most=0.5)


class Exchange(Dated):
    """People of two blocs visit each other: new ties, on which trust must be earned, and an easier border."""

    is_for_all = True
    kind: Literal["exchange"]
    from_bloc: BlocName
    to_bloc: BlocName
    ties: int = quantity(2, "ties", "new ties of each actor to the other bloc, where it has none", least=0, most=1000)
    contact: float = quantity(0.3, "1", "share of the border's friction that visits take away",
        "no data on such visits; from almost none of the border's friction to most of it", prior=log(0.02, 0.7),
        least=0, most=1)
    cost: float = quantity(0.003, "1", "cost, as a share of the outlay of both blocs",
        "no data; a factor of five either way", prior=log(0.0005, 0.015), least=0, most=0.5)


class Foundation(Dated):
    """A shared stack that everybody builds on, and some keep up; its flaws pass to all who build on it."""

    needs = "stack"
    kind: Literal["foundation"]
    contributors: Parties
    """Who pays for it; everybody else may build on it all the same."""
    domains: DomainNames = []
    """Domains that it serves; all when empty."""
    omission: DomainNames = []
    """Domains that it leaves out."""
    upkeep: float = quantity(0.01, "1", "contribution, as a share of outlay",
        "no data; a factor of four to five either way", prior=log(0.002, 0.04), least=0, most=0.5)


class Standards(Dated):
    """Common standards: parts of who takes part fit together once they are agreed; talks take time and people."""

    needs = "agreement"
    kind: Literal["standards"]
    actors: Parties = []
    """Who negotiates, and pays."""
    interoperability: float = quantity(0.8, "1", "share of others' work that then fits (kappa)",
        "no data; standards aim at most of what can fit, and reach less than all", prior=even(0.7, 0.95),
        least=0, most=1)
    negotiation: int = quantity(6, "quarters", "length of the talks", least=1, most=400)
    cost: float = quantity(0.003, "1", "cost of talks and upkeep, as a share of outlay",
        "no data; a factor of five either way", prior=log(0.0005, 0.015), least=0, most=0.5)


class DataSharing(Dated):
    """Participants pool data, and draw from it as they give; privacy protects people, and takes from the pool."""

    needs = "pooling"
    kind: Literal["data_sharing"]
    actors: Parties = []
    """Participants."""
    share: float = quantity(0.5, "1", "share of its data that each puts in",
        "no data; from a token to nearly everything", prior=even(0.1, 0.9), least=0, most=1)
    privacy: float = quantity(0.5, "1", "strength of privacy protection",
        "no data; from hardly protected to nearly unusable", prior=even(0.1, 0.9), least=0, most=1)


class RegulatoryAlignment(Dated):
    """Blocs align their rules as far as all take part; serving several of them then costs less."""

    kind: Literal["regulatory_alignment"]
    actors: Parties = []
    """Who negotiates, and pays."""
    alignment: float = quantity(0.7, "1", "share of the divergence that goes",
        "no data on AI; from hardly aligned to nearly the same rules", prior=even(0.1, 0.95), least=0, most=1)
    negotiation: int = quantity(8, "quarters", "length of the talks", least=1, most=400)
    cost: float = quantity(0.001, "1", "cost of talks and upkeep, as a share of outlay",
        "no data; a factor of five either way", prior=log(0.0002, 0.005), least=0, most=0.5)


class IntellectualProperty(Dated):
    """The law on intellectual property changes for all, and with it, whether staff may go to a rival."""

    kind: Literal["ip_regime"]
    protection: float = quantity(0.2, "1", "share of leaks and distillation that the law stops", least=0, most=1)
    noncompete: float = quantity(0.0, "1", "share of moves to rivals that non-compete clauses stop",
        "they lower mobility: Marx, Strumsky & Fleming 2009", definition=True, least=0, most=1)


class EthicsFramework(Promise):
    """Signatories promise a least care; who breaks the promise gains speed, and may be found out."""

    kind: Literal["ethics_framework"]
    signatories: Parties = []
    """Who is bound, each by name; everybody when empty."""
    floor: float = quantity(0.4, "1", "care that signatories promise",
        "no data; from below usual care (.4) to well above it", prior=even(0.2, 0.7), least=0, most=1)
    audit: float = quantity(0.2, "1/quarter", "chance that a signatory is audited",
        "Han et al. 2021 for the form; no data on AI; an audit every half year to every twelve years",
        prior=log(0.02, 0.6), least=0, most=1)
    penalty: float = quantity(0.1, "quarters of outlay", "penalty of a breach that is found",
        "no data; from a token to half a quarter's outlay; the AI Act of the European Union allows 3 per cent of "
        "a year's turnover, a tenth of a quarter's", prior=log(0.01, 0.5), least=0, most=100)
    cost: float = quantity(0.002, "1", "cost of reporting, as a share of outlay", least=0, most=0.5)


class ReleaseGovernance(Dated):
    """Care over who can do what with what is released: less misuse, later releases."""

    kind: Literal["release_governance"]
    actors: Parties = []
    governance: float = quantity(0.7, "1", "release governance, where it was less",
        "no data; from twice an actor's own to nearly full", prior=even(0.4, 0.95), least=0, most=1)


class DeveloperTools(Dated):
    """Interfaces and modular tools let outside developers build on paid access, and give back to who provides it."""

    kind: Literal["developer_tools"]
    actors: Parties
    reach: float = quantity(0.3, "1", "how well one can build on it, against open weights and methods",
        "no data; from an interface that hardly lets one build to one nearly as good as weights", prior=even(0.05, 0.7),
        least=0, most=1)
    cost: float = quantity(0.01, "1", "cost, as a share of outlay", least=0, most=0.5)


class UseLimits(Dated):
    """Terms, rate limits and checks of who asks make paid access harder to distil, and turn some users away."""

    needs = "spillover"
    kind: Literal["use_limits"]
    actors: Parties = []
    """Whose paid access is limited."""
    limits: float = quantity(0.5, "1", "share of distillation that the limits stop", least=0, most=1)


class Interdisciplinary(Dated):
    """Experts of other fields read along: more flaws are found, at a cost in time."""

    kind: Literal["interdisciplinary"]
    actors: Parties = []
    breadth: float = quantity(0.5, "1", "breadth of expertise, against all that bears on it",
        "no data; from one field beside computing to nearly all that bear on it", prior=even(0.1, 0.9), least=0, most=1)
    cost: float = quantity(0.02, "1", "cost, as a share of outlay",
        "no data; from an advisory panel to teams in every project", prior=log(0.004, 0.06), least=0, most=0.5)


class GlobalInitiative(Dated):
    """Participants turn a part of their effort to shared challenges, and may divide the fields of research."""

    kind: Literal["global_initiative"]
    actors: Parties = []
    share: float = quantity(0.05, "1", "share of outlay, beyond challenge.share",
        "no data; from a token to three times what everybody gives without an initiative (.05)", prior=log(0.005, 0.15),
        least=0, most=0.5)
    division: float = quantity(0.0, "1",
        "how far each keeps to the domains in which it does more than others (direction)",
        definition=True, least=0, most=1)
    cost: float = quantity(0.003, "1", "cost of agreeing who does what, as a share of outlay at full division",
        least=0, most=0.5)


class Education(Dated):
    """Users and policymakers are educated, at the expense of nations; without a nation nobody is."""

    needs = "literacy"
    kind: Literal["education"]
    level: float = quantity(0.5, "1", "literacy that is reached, where it was less",
        "no data; from little above today's literacy to nearly all that can be reached", prior=even(0.15, 0.9),
        least=0, most=1)


class Treaty(Promise):
    """Parties pledge a tier, or to hold back their effort; inspection may find out who reneges.

    It binds its parties, and the firms whose home a party governs as far as that state enforces it: without
    ``enforce`` a treaty of three states binds none of their firms.
    """

    kind: Literal["treaty"]
    parties: Parties = []
    """Who is bound, each by name; everybody when empty."""
    tier: TierWord | None = None
    """Least openness pledged; none when absent."""
    effort: Annotated[float | None, Absent(UNCAPPED)] = quantity(None, "1",
        "most effort pledged: a pause; none when absent", definition=True, least=0, most=1e6)
    inspection: float = quantity(0.3, "1/quarter", "chance that a party is inspected", "Keohane 1984", least=0, most=1)
    penalty: float = quantity(0.2, "quarters of outlay", "sanction on a breach that is found", least=0, most=100)
    enforce: float = quantity(0.0, "1", "share of the sanction by which states among the parties bind firms at home",
        definition=True, least=0, most=1)
    policing: float = quantity(0.01, "1",
        "share of such a state's outlay that full enforcement takes, where it has a firm at home", least=0, most=0.5)


class Restraint(Promise):
    """A leader shows laggards what it has released, for their care or a pause; a breach that is found ends it for good.

    Nobody is bound who does not agree, quarter by quarter (Stafford & Trager 2022): see ``pledges.concern``.
    """

    kind: Literal["restraint"]
    leader: Leader = ""
    """Who shows what it has; to each the most capable actor that it is tied to when empty."""
    actors: Parties = []
    """Laggards that may agree; everybody when empty."""
    disclosure: float = quantity(0.3, "1", "share of released know-how that the leader shows (kappa)", least=0, most=1)
    floor: float = quantity(0.8, "1", "least care that a laggard promises", least=0, most=1)
    effort: Annotated[float | None, Absent(UNCAPPED)] = quantity(None, "1",
        "most effort that a laggard promises: a pause; none when absent", definition=True, least=0, most=1e6)
    inspection: float = quantity(0.3, "1/quarter", "chance that a laggard is inspected", least=0, most=1)
    penalty: float = quantity(0.0, "quarters of outlay", "sanction on a breach that is found",
        definition=True, least=0, most=100)


class Retaliation(Dated):
    """A bloc answers the export controls of another in kind."""

    kind: Literal["retaliation"]
    from_bloc: BlocName
    to_bloc: BlocName
    strength: float = quantity(0.5, "1", "its control as a share of the one that it answers", least=0, most=1)
    compute: float = quantity(0.1, "1",
        "share of the other's compute purchases stopped, at full control: it buys from its own makers", least=0, most=1)


class PublicCompute(Dated):
    """A payer buys compute for others."""

    needs = "compute"
    kind: Literal["public_compute"]
    payer: Payer
    actors: Parties
    """Who may use it, in equal parts."""
    share: float = quantity(0.1, "1", "share of the payer's outlay", least=0, most=0.5)


class IncidentRegulation(Dated):
    """After an incident the law tightens more than it would."""

    kind: Literal["incident_regulation"]
    tightening: float = quantity(0.05, "1", "regulation (safety floor) that each incident adds", least=0, most=1)
