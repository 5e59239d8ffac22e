"""`carevisit demo`: a district to try, on this machine, with nothing to install and nothing left behind."""

import asyncio
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
