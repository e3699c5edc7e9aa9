"""查看理由: why the mask over a caller is lifted. The reasons are a code table; the reader's job says which comes first."""

from collections.abc import Mapping

from tracker.domain.permissions import Actor, Permission

BY_JOB = (
    (Permission.CALL_BACK, "callback"), (Permission.HANDLE_ORDER, "contact"), (Permission.REGISTER_ORDER, "verify"),
    (Permission.SUPERVISE_ORDER, "supervise"),
)
"The shipped codes; whoever has several jobs has the first of them in mind."


def offered(by: Actor, in_use: Mapping[str, str]) -> dict[str, str]:
    """code → name of the reasons in use, the one of the reader's job first: what one click says."""
    first = next((code for permission, code in BY_JOB if by.may(permission) and code in in_use), None)
    return ({first: in_use[first]} if first else {}) | dict(in_use)
