"""The workflow of cases: pure, from a case file and a command to steps or a refusal.

`clearwater.cases.workflow.dispatch.decide_on` is the door for commands about a case, and
`decide_without_case` for the others. (They are not imported here: the store and delivery need
`base` only, and `base` must not pull every step in behind it.)
"""
