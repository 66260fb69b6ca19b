"""The HTTP interface: a face of `clearwater.app`, as the command line is one."""

from clearwater.web.application import create_app
from clearwater.web.base import Authenticator, Known, Shown
from clearwater.web.readying import make_ready
from clearwater.web.settings import ServerSettings

__all__ = ["Authenticator", "Known", "ServerSettings", "Shown", "create_app", "make_ready"]
