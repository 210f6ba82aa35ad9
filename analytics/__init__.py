"""The room that counts: data frames in, numbers and tables out; it opens no database and knows no network."""
