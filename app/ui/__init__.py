"""The web page. It talks to the service over HTTP and never imports `rag`."""
