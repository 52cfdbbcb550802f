"""The pages, one module each; their templates are in web/templates."""
