"""What the desk in the browser tells: every event once, in order, and confirmed only when it is stored."""

from dataclasses import dataclass, field
from typing import Any

from workbench.domain import Verdict
from workbench.errors import WorkbenchError
from workbench.labeling import Desk
from workbench.labeling.written import Written
from workbench.store.database import Database

Event = dict[str, Any]


@dataclass
class Sitting:
    """A desk with what its browser knows: the last event confirmed to each page, and the outputs that it holds.

    `sitting_id` is the same for the same labeler and scope, after a restart of the server too.
    """

    desk: Desk
    sitting_id: str
    confirmed: dict[str, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    trouble: str = ""

    def hear(self, database: Database, sent: dict[str, Any]) -> bool:
        """Do what the browser sent, as far as that is new; True where anything was.

        What cannot be stored is not confirmed, so that the browser sends it again, and `trouble` says why.
        """
        client = str(sent.get("client", ""))
        self.held = {int(output_id) for output_id in sent.get("have", ())}
        # A page that this process does not know may repeat what an earlier one stored before it ended.
        is_known = client in self.confirmed
        last = self.confirmed.setdefault(client, 0)
        # What was said under another name or of other outputs is no label of this sitting.
        own = (event for event in sent.get("events", ()) if event["sitting"] == self.sitting_id)
        new = [event for event in own if event["n"] > last]
        self.trouble = ""
        for event in new:
            try:
                self._do(database, event, once=not is_known)
            except WorkbenchError as error:
                self.trouble = str(error)
                break
            self.confirmed[client] = event["n"]
        return bool(new)

    def _do(self, database: Database, event: Event, once: bool) -> None:
        also = [int(one) for one in event.get("also") or ()]
        match event["act"]:
            case "label":
                self.desk.save(
                    database,
                    Verdict(event["verdict"]),
                    Written(
                        str(event.get("correction") or ""),
                        str(event.get("comment") or ""),
                        tuple(str(one) for one in event.get("reasons") or ()),
                    ),
                    output_id=int(event["output"]),
                    also=also,
                    seconds=float(event["seconds"]),
                    once=once,
                )
            case "skip":
                self.desk.skip(int(event["output"]), also)
            case "undo":
                self.desk.undo(database)
                self.held.clear()  # what comes back carries what had been written
            case "go_to":
                self.desk.go_to(database, str(event["wanted"]))
            case "take_up":
                self.desk.take_up_skipped()
            case "look":
                self.held.clear()
