"""The doors: command line, HTTP service, web page."""
