"""What ``import sim`` offers; each name is loaded when it is first used."""

from .agents import Actor as Actor
from .agents import Firm as Firm
from .agents import Lab as Lab
from .agents import Nation as Nation
from .analysis.calibration.calibrate import Calibration as Calibration
from .analysis.calibration.fit import calibrate as calibrate
from .analysis.compare import Comparison as Comparison
from .analysis.compare import compare as compare
from .analysis.decide.decide import decide as decide
from .analysis.decide.findings import Decided as Decided
from .analysis.drivers import Drivers as Drivers
from .analysis.drivers import drivers as drivers
from .analysis.tipping import Tipping as Tipping
from .analysis.tipping import tipping as tipping
from .divergence import Diverged as Diverged
from .explained import explain as explain
from .extension import ExtensionError as ExtensionError
from .game.errors import GameError as GameError
from .game.game import Game as Game
from .game.play import play as play
from .model import RaceModel as RaceModel
from .outcomes import OUTCOMES as OUTCOMES
from .own import outcome as outcome
from .own import phase as phase
from .own import use as use
from .own_data.actors import read_actors as read_actors
from .own_data.network import read_network as read_network
from .own_data.numbers import read_numbers as read_numbers
from .scenario import Kind as Kind
from .scenario import Scenario as Scenario
from .scenario import ScenarioError as ScenarioError
from .scenario import Strategy as Strategy
from .scenario import Tier as Tier
from .scenario import load as load
from .scenario import names as names
from .study.checking import verify as verify
from .study.errors import DamageWarning as DamageWarning
from .study.errors import FailedRuns as FailedRuns
from .study.execute import Run as Run
from .study.execute import run as run
from .study.pool import PoolError as PoolError
from .study.record import save as save
from .study.study_file import design as design
from .study.sweep import sweep as sweep

__version__: str
