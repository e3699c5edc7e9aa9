"""Nothing that was acknowledged is lost: real servers, real clients, and SIGKILL at any moment."""
