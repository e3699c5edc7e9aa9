"""What every answer tells the browser: run and load nothing but ours, frame nothing, keep nothing, send nobody on.

Files that people handed in have policies of their own (orders/attachments.py), which are left as they are.
"""

from flask import Flask, Response, current_app, request

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "media-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'",
    "object-src 'none'", "frame-ancestors 'none'",
))
"No 'unsafe-inline' and no 'unsafe-eval'; data: for the marks that Bootstrap draws."

NOT_ASKED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)
A_YEAR = 365 * 24 * 3600

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_ASKED),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def add(response: Response) -> Response:
    """For every answer; what a view has said itself stays."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # Pages, workbooks and answers alike hold what only this person may see; screens are shared.
        response.headers["Cache-Control"] = "no-store"
    elif "v" in request.args:  # its address changes with its contents: assets.py
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    if request.is_secure or current_app.config["TRACKER_HTTPS"]:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    return response


def init_headers(app: Flask) -> None:
    """Have them added."""
    app.after_request(add)
