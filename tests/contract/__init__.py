"""The served OpenAPI against the server, by a tool that is not ours."""
