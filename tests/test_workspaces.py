"""The registry of workspaces: bounded, the emptiest and oldest go first, and nobody trains unseen for ever."""

from pages.shared.jobs import TrainingJob
from pages.shared.workspaces import HOURS_KEPT, HOURS_TRAINED_UNSEEN, MOST, Registry
from tests.test_jobs import endless


def test_a_workspace_is_found_by_its_token_alone():
    """Tokens cannot be guessed from one another; no token finds nothing."""
    held = Registry()
    first, second = held.create(), held.create()
    assert held.find(first.token) is first
    assert held.find("") is held.find(None) is held.find(second.token[:-1]) is None
    assert len(first.token) >= 20


def test_the_registry_is_bounded_and_empty_workspaces_go_first():
    """However many visitors come, at most MOST are held, and one with customers outlives the empty ones."""
    held = Registry()
    working = held.create()
    working.study = endless()
    for _ in range(MOST + 20):
        held.create()
    assert len(held._held) == MOST
    assert held.find(working.token) is working


def test_a_workspace_goes_a_day_after_its_last_use():
    """What nobody has used for a day makes room when the next one comes."""
    held = Registry()
    old = held.create()
    old.used -= HOURS_KEPT * 3600 + 1
    held.create()
    assert held.find(old.token) is None


def test_a_training_that_nobody_watches_is_stopped_and_kept():
    """Hours after its window was closed a training ends with the best until then."""
    held = Registry()
    left = held.create()
    left.study = endless()
    left.job = TrainingJob(left.study)
    left.used -= HOURS_TRAINED_UNSEEN * 3600 + 1
    held.create()
    left.job.wait(20)
    left.adopt()
    assert left.study.model.best.last.stop_reason == "stopped by the user"
