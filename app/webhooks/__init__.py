"""Webhooks: what becomes of incidents is sent to who subscribed to it.

signing     the headers of one attempt (Standard Webhooks). Pure
addresses   which URLs and addresses may be sent to. Pure, but for the look-up of a name
sending     one attempt: to an address that was checked, bounded in time
schedule    when a delivery is tried again. Pure
dispatch    the outbox of the index emptied, off the path of any request; the one owner of repetitions
"""
