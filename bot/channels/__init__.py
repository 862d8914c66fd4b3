"""One folder a platform: parse.py (payload to message), render.py (reply to payload), app.py."""
