"""What is asked of a department, as its people see it: their tasks, not the tickets (R4.4)."""

from flask import Blueprint, Response, make_response, render_template, request
from wtforms import StringField, TextAreaField

from sladesk.actions import department_tasks as actions
from sladesk.db import db
from sladesk.domain.codes import TaskState
from sladesk.domain.errors import Invalid, NotFound, WrongState
from sladesk.queries import department_tasks as queries
from sladesk.queries.department_tasks import Task
from sladesk.web import context, inputs
from sladesk.web.context import actor, master_data
from sladesk.web.forms import Form, answer, line, show_problems
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.sentences import say_error
from sladesk.web.tickets.scene import Names, find
from sladesk.web.tickets.task_views import view
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l
from sladesk.web.words import locale_name

blueprint = Blueprint("department_tasks", __name__, url_prefix="/tasks")


class AnswerForm(Form):
    """What a department answers."""

    result = TextAreaField(said(_l("Reply")), filters=[lines])
    minutes = StringField(said(_l("Minutes spent")), filters=[line])

    def spent(self) -> int | None:
        """Return the minutes; what can't be read as such is less than nothing, which the action refuses."""
        typed = self.minutes.data or ""
        return (-1 if (found := inputs.number(typed, digits=9)) is None else found) if typed else None


def _names() -> Names:
    return Names(master_data(), locale_name())


@blueprint.get("")
def index() -> str:
    """List what is asked of one's departments."""
    done = request.args.get("state") == "done"
    found, names = queries.listed(actor(), *inputs.place(), done=done), _names()
    path = "/tasks?state=done" if done else "/tasks"
    return render_template(
        "pages/department_tasks.html",
        rows=[view(one, names) for one in found.rows],
        page=found,
        path=path,
        done=done,
        tabs=[("/tasks", _("To be answered"), not done), ("/tasks?state=done", _("Done"), done)],
    )


@blueprint.get("/<int:task_id>")
def show(task_id: int) -> Response:
    """Show a task and the form of its answer."""
    return _page(_find(task_id), AnswerForm(formdata=None), 200)


@blueprint.post("/<int:task_id>")
def save(task_id: int) -> Response:
    """Write the answer down."""
    form = AnswerForm()
    form.validate()
    try:
        if any(field.errors for field in form):
            raise Invalid({})
        actions.answer(context.call(), task_id, result=form.result.data or "", minutes=form.spent())
    except (Invalid, WrongState) as error:
        db.session.rollback()
        if isinstance(error, Invalid):
            show_problems(form, error)
        else:
            form.form_errors.append(say_error(error))
        return _page(_find(task_id), form, 409 if isinstance(error, WrongState) else 422)
    return answer(to="/tasks", message=_("Answered: whoever asked is told"))


def _find(task_id: int) -> Task:
    found = queries.task(actor(), task_id)
    if found is None:
        raise NotFound("task_not_found")
    return found


def _page(one: Task, form: AnswerForm, status: int) -> Response:
    may = one.state == TaskState.OPEN and (
        one.team_id in actor().team_ids or (one.seen and find(one.number).may("task.answer"))
    )
    page = render_template("pages/department_task.html", shown=view(one, _names()), form=form, may=may)
    return make_response(page, status)
