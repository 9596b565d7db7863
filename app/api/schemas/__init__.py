"""What the API takes and gives, in words and ranges: the OpenAPI description is made of this."""
