"""The reviewer's dashboard: whom to call now, whom next, what becomes impossible."""
