"""Log-in and log-out, one's own account, role, language, appearance, duty."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import refresh
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from sladesk.actions import sessions
from sladesk.actions._action import Call
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Forbidden, Invalid, TooMany
from sladesk.queries.sessions import own_sessions
from sladesk.web import context, htmx, shell
from sladesk.web.format import now
from sladesk.web.forms import Form, line, needed, safe_path, show_problems, words
from sladesk.web.sentences import say_error
from sladesk.web.site import site
from sladesk.web.words import locale_name

blueprint = Blueprint("auth", __name__)
_COOKIE_AGE = 31536000


class LoginForm(Form):
    """Name and password."""

    login = StringField(words(_l("Log-in name or staff number")), [needed()], filters=[line])
    password = PasswordField(words(_l("Password")), [needed()])


class PasswordForm(Form):
    """Changing one's own password."""

    old = PasswordField(words(_l("Current password")), [needed()])
    new = PasswordField(words(_l("New password")), [needed()])
    again = PasswordField(
        words(_l("New password again")),
        [needed(), EqualTo("new", words(_l("Not the same as the new password")))],
    )


@blueprint.get("/")
def landing() -> AnyResponse:
    """Go to the page of the active role."""
    return redirect(shell.landing_path())


@blueprint.get("/login")
def login() -> AnyResponse | str:
    """Show the log-in page."""
    if context.load_visitor() is not None:
        return redirect(safe_path(request.args.get("next")))
    return _login_page(LoginForm(formdata=None), "")


@blueprint.post("/login")
def sign_in() -> AnyResponse:
    """Open a session, or say what is wrong in one sentence that tells nothing about names."""
    form = LoginForm()
    if not form.validate_on_submit():
        return make_response(_login_page(form, ""), 422)
    try:
        opened = sessions.sign_in(
            Call(by=SYSTEM, now=now()),
            form.login.data or "",
            form.password.data or "",
            address=request.remote_addr or "",
            user_agent=request.user_agent.string,
        )
    except TooMany as error:
        response = make_response(_login_page(form, say_error(error)), 429)
        response.headers["Retry-After"] = str(int(error.params["minutes"]) * 60)
        return response
    if opened is None:
        return make_response(_login_page(form, _("Log-in name or password is not right.")), 422)
    _start(opened)
    if htmx.is_htmx():
        return htmx.with_events(make_response("", 200), {"sladesk:signed-in": {"token": generate_csrf()}})
    if opened.must_change_password:
        return redirect("/account/password", 303)
    return redirect(safe_path(request.args.get("next")), 303)


def _start(opened: sessions.SignIn) -> None:
    """Put the secret into a fresh cookie; a second log-in in the same browser replaces the first.

    The seed of the tokens is laid down with it: left to the first page, two answers under way at once would
    each choose one, and the forms of the page whose answer came first would be refused.
    """
    cookie.clear()
    g.pop("csrf_token", None)
    cookie["t"] = opened.token
    cookie.permanent = True
    generate_csrf()
    context.forget_visitor()
    refresh()


def _login_page(form: LoginForm, problem: str) -> str:
    template = "pages/_login_form.html" if htmx.is_htmx() else "pages/login.html"
    accounts = current_app.extensions.get("sladesk.demo_accounts")
    english = locale_name().startswith("en")
    demo = accounts(english=english) if accounts is not None and site(now()).is_demo else ()
    return render_template(template, form=form, problem=problem, next=request.args.get("next", ""), demo=demo)


@blueprint.get("/session/dialog")
def dialog() -> str:
    """Return the log-in form for the dialog over a page whose session has ended (decision 22)."""
    return render_template(
        "pages/_login_form.html", form=LoginForm(formdata=None), problem="", next="", demo=()
    )


@blueprint.get("/session/token")
def token() -> Response:
    """Return a fresh token for forms that have been open for long."""
    return jsonify(token=generate_csrf(), person=getattr(context.load_visitor(), "person_id", None))


@blueprint.post("/logout")
def logout() -> AnyResponse:
    """End the session here and on the server."""
    row = context.load_visitor()
    if row is not None:
        sessions.revoke(context.call(keyed=False), row.session_id)
    cookie.clear()
    context.forget_visitor()
    response = redirect("/login", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/account")
def account() -> str:
    """Show one's own data and sessions."""
    row = context.current()
    return render_template(
        "pages/account.html", me=row, sessions=own_sessions(row.person_id, now() - site(now()).idle)
    )


@blueprint.get("/account/password")
def password() -> str:
    """Show the form for a new password."""
    return _password_page(PasswordForm(formdata=None))


@blueprint.post("/account/password")
def change_password() -> AnyResponse:
    """Set a new password; other sessions of the person end."""
    form, row = PasswordForm(), context.current()
    if form.validate_on_submit():
        try:
            sessions.change_password(
                context.call(keyed=False), form.old.data or "", form.new.data or "", row.session_id
            )
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(_("The password is changed. Other sessions were ended."))
            return redirect("/" if row.must_change_password else "/account", 303)
    return make_response(_password_page(form), 422)


def _password_page(form: PasswordForm) -> str:
    return render_template("pages/password.html", form=form, forced=context.current().must_change_password)


@blueprint.post("/account/sessions/<int:session_id>")
def revoke(session_id: int) -> AnyResponse:
    """End another of one's own sessions."""
    sessions.revoke(context.call(keyed=False), session_id)
    flash(_("The session is ended."))
    return redirect("/account", 303)


@blueprint.post("/session/role")
def role() -> AnyResponse:
    """Choose the role whose pages come first."""
    chosen = request.form.get("role", "")
    if chosen not in context.current().roles:
        raise Forbidden("role_not_held")
    sessions.choose_role(context.call(keyed=False), chosen)
    context.forget_visitor()
    return redirect(shell.landing_path(), 303)


@blueprint.post("/session/duty")
def duty() -> AnyResponse:
    """Say whether one can be given work now."""
    sessions.choose_duty(context.call(keyed=False), request.form.get("duty", ""))
    return redirect(shell.here_path(), 303)


@blueprint.post("/language")
def language() -> AnyResponse:
    """Choose the language; before log-in it is kept in a cookie."""
    chosen = request.form.get("locale", "")
    if context.load_visitor() is not None:
        sessions.choose_locale(context.call(keyed=False), chosen)
    return _back_with("locale", chosen, sessions.LOCALES)


@blueprint.post("/theme")
def theme() -> AnyResponse:
    """Choose light, dark or the device's; before log-in it is kept in a cookie."""
    chosen = request.form.get("theme", "")
    if context.load_visitor() is not None:
        sessions.choose_theme(context.call(keyed=False), chosen)
    return _back_with("theme", chosen, sessions.THEMES)


def _back_with(name: str, chosen: str, known: frozenset[str]) -> AnyResponse:
    response = redirect(safe_path(request.form.get("next")), 303)
    if chosen in known:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(name, chosen, max_age=_COOKIE_AGE, httponly=True, samesite="Lax", secure=secure)
    return response
