"""A former run as the working state of its project, and the way back to the project from where a run is looked at."""

from typing import TYPE_CHECKING

from core.store import runs
from core.store.store import Gone
from pages.shared.project_actions import enter
from pages.shared.workspaces import Workspace, current, registry, write

if TYPE_CHECKING:
    from core.store.store import Store

WHAT_IT_DOES = (
    "Takes over its table, choices, sample and network. Tiers of now that are those of no run are kept as one first;"
    " choices made since the last training go."
)


def back_to_the_project() -> None:
    """Have this window work on the project whose run it looks at. Raises Gone, DataProblem."""
    if (workspace := current()).shows:
        project = registry().find(workspace.project)
        if project is None:
            raise Gone("the project of this run was deleted", fix="choose another on Home")
        enter(project)


def work_on_from(store: "Store", run: str) -> None:
    """The run's study becomes its project's working state; what is known of the customers beside it stays.

    A present state that is no run becomes one first. Raises Gone, DataProblem.
    """
    opened = runs.load(store, run).study
    back_to_the_project()
    if saver := registry().saver:
        saver.save(current())  # with a training that ended a moment ago

    def change(workspace: Workspace) -> None:
        workspace.leave_training()
        if (
            workspace.study.model
            and not workspace.runs_to_keep
            and not runs.holding(store, workspace.token, workspace.study)
        ):
            workspace.runs_to_keep.append(workspace.study)
        notes = workspace.study.customer_notes | opened.customer_notes
        name = workspace.study.recipe.name
        recipe = opened.recipe.model_copy(update={"name": name})
        workspace.study = opened.change(recipe=recipe, customer_notes=notes)
        workspace.file, workspace.second, workspace.shape = None, None, None
        workspace.proposed, workspace.reasons, workspace.hints = None, {}, ()

    write(change)
