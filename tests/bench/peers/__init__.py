"""Plain bots as their libraries' guides write them: the same questions, a durable row for each rating."""
