"""Whatever people do in whatever order: a slot is held once, nothing decided is lost, records stay sound."""

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coder.errors import Conflict, UsageError
from coder.records import Narrative
from coder.review import (
    Judgement,
    Settings,
    add_user,
    adjudicate,
    close_case,
    create_project,
    decide,
    final_codes,
    import_narratives,
    next_case,
    next_difference,
    open_store,
    set_member,
    skip,
    submit,
    undo,
)
from coder.review.cases import case_row, states_of
from coder.review.leases import COUNTING
from coder.review.schema import assignments
from coder.review.soundness import check
from tests.review.conftest import HandClock
from tests.review.scripted import Scripted

TEXTS = ["A1 B1", "A2", "", "A1 A3 B2"]
WHO = st.sampled_from([0, 1, 2])
CODES = st.sampled_from(["A1", "A11", "A2", "A3", "B1", "B2"])


class Desk(RuleBasedStateMachine):
    """Three coders and an adjudicator over four narratives. `said` is what each coder's codes have to be."""

    template = None

    @initialize(coders=st.sampled_from([1, 2]))
    def start(self, coders):
        if Desk.template is None:
            Desk.template = Path(tempfile.mkdtemp()) / "desk.sqlite"
            open_store(Desk.template, HandClock()).close()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "desk.sqlite"
        shutil.copy(Desk.template, path)
        self.clock = HandClock()
        self.store = open_store(path, self.clock)
        sa.event.listen(self.store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        self.store.engine.dispose()
        self.root = add_user(self.store, None, "root")
        self.project = create_project(self.store, self.root, "p", Settings(coders=coders)).id
        self.coders = [add_user(self.store, self.root, f"coder{at}") for at in range(3)]
        for coder in self.coders:
            set_member(self.store, self.root, self.project, coder.id, "coder")
        items = [Narrative(f"n{at}", text) for at, text in enumerate(TEXTS)]
        import_narratives(self.store, self.root, self.project, items, Scripted(), {"edition": "scripted-1"})
        self.view = {}
        self.said = {}
        self.made = {}
        self.final = {}

    def now(self, who):
        return self.view.get(who)

    @rule(who=WHO)
    def ask(self, who):
        view = next_case(self.store, self.coders[who], self.project)
        self.view[who] = None if view is None else [view.id, view.version]
        if view is not None:
            told = {state.code: state.state for state in view.codes}
            assert told == {code: state for code, state in self.said.get((who, view.id), {}).items() if state}

    def write(self, who, judgement, effects):
        case, version = self.view[who]
        states = self.said.setdefault((who, case), {})
        try:
            receipt = decide(self.store, self.coders[who], case, judgement, version=version)
        except Conflict:
            self.view[who] = None
            return
        except UsageError:
            return
        self.view[who][1] = receipt.version
        self.made.setdefault((who, case), []).append((receipt.decision_id, effects))
        for code, state in effects.items():
            states[code] = state

    @precondition(lambda self: any(self.view.values()))
    @rule(who=WHO, code=CODES, kind=st.sampled_from(["confirm", "reject", "unclear"]))
    def judge(self, who, code, kind):
        if self.now(who):
            state = {"confirm": "holds", "reject": "rejected", "unclear": "unclear"}[kind]
            self.write(who, Judgement(kind, code=code), {code: state})

    @precondition(lambda self: any(self.view.values()))
    @rule(who=WHO, code=CODES)
    def add(self, who, code):
        if self.now(who):
            self.write(who, Judgement("add", new_code=code), {code: "holds"})

    @precondition(lambda self: any(self.view.values()))
    @rule(who=WHO, code=CODES, new=CODES)
    def change(self, who, code, new):
        if self.now(who):
            self.write(who, Judgement("change", code=code, new_code=new), {code: "rejected", new: "holds"})

    @precondition(lambda self: any(self.made.values()))
    @rule(who=WHO, at=st.integers(0, 5))
    def take_back(self, who, at):
        if not self.now(who):
            return
        case, version = self.view[who]
        made = self.made.get((who, case), [])
        if at >= len(made):
            return
        try:
            receipt = undo(self.store, self.coders[who], case, made[at][0], version=version)
        except Conflict:
            self.view[who] = None
            return
        self.view[who][1] = receipt.version
        del made[at]
        states = {}
        for _, effects in made:
            states.update(effects)
        self.said[who, case] = states

    @precondition(lambda self: any(self.view.values()))
    @rule(who=WHO)
    def hand_in(self, who):
        if self.now(who):
            case, version = self.view[who]
            with suppress(Conflict):
                submit(self.store, self.coders[who], case, version=version, seconds=1, undecided_ok=True)
            self.view[who] = None

    @precondition(lambda self: any(self.view.values()))
    @rule(who=WHO)
    def give_back(self, who):
        if self.now(who):
            with suppress(Conflict):
                skip(self.store, self.coders[who], self.view[who][0], "not mine")
            self.view[who] = None

    @rule(minutes=st.sampled_from([1, 31]))
    def wait(self, minutes):
        self.clock.now += timedelta(minutes=minutes)

    @rule(confirm=st.booleans())
    def settle(self, confirm):
        view = next_difference(self.store, self.root, self.project)
        if view is None:
            return
        version = view.version
        wanted = {code for _, code in view.agreed}
        for difference in view.differences:
            kind = "confirm" if confirm else "reject"
            judgement = Judgement(kind, code=difference.code, reason="settled")
            version = adjudicate(self.store, self.root, view.id, judgement, version=version).version
            wanted |= {difference.code} if confirm else set()
        close_case(self.store, self.root, view.id, version=version)
        self.final[view.id] = tuple(sorted(wanted))

    @invariant()
    def slots_are_held_once_and_decisions_stay(self):
        if not hasattr(self, "store"):
            return
        assert check(self.store) == []
        with self.store.read() as connection:
            query = sa.select(assignments.c.case_id, sa.func.count()).where(assignments.c.state.in_(COUNTING))
            for case, taken in connection.execute(query.group_by(assignments.c.case_id)):
                assert taken <= case_row(connection, case)["coders_wanted"]
            for (who, case), said in self.said.items():
                told = states_of(connection, case, user_id=self.coders[who].id, phase="coding")
                assert {each.code: each.state for each in told} == said
        for case, codes in self.final.items():
            assert final_codes(self.store, self.root, case) == codes

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


Desk.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDesk = Desk.TestCase
