"""Reads one statement a line from stdin; for each prints "ok", or "refused: " and why, on one line."""

import sys

from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

for line in sys.stdin:
    try:
        BaseXapiStatement.model_validate_json(line)
        print("ok")
    except ValidationError as error:
        reasons = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        print("refused:", "; ".join(reasons).replace("\n", " "))
    except (KeyError, TypeError) as error:
        # Its own check of the whole statement takes the presence of verb and object for granted.
        print("refused: not the shape of a statement:", repr(error))
