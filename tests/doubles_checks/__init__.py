"""The doubles are themselves tested here, with the real client libraries."""
