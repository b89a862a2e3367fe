"""
Decisions: two single questions that rules engines can be asked, and everyone's answers to them.

Does an activity count? Does a partner serve a client on a day? The engines are handed the facts of the day, such as
for how many days the last attributed activity is past; periods, presence and shares they do not know. So what is
compared is a part of what the policy does, and the easier one.
"""
