"""A visitor without a browser: speaks the app's own protocol over its websocket (Streamlit 1.67), as the page in a browser does."""

import asyncio
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


@dataclass
class Visitor:
    """One session: what it was sent in its last run, and the keys of its widgets by their ids."""

    address: str
    socket: Any = None
    texts: list[str] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)
    failed: str = ""
    query: str = ""
    usage_figures: bool | None = None  # whether the server asks the browser to send some
    known: dict[str, ForwardMsg] = field(default_factory=dict)

    async def open(self, origin: str | None = None, host: str | None = None) -> None:
        """Connect; raises ``websockets.InvalidStatus`` where the server refuses."""
        machine, port = self.address.removeprefix("http://").split(":")
        url = f"ws://{host or f'{machine}:{port}'}/_stcore/stream"
        self.socket = await websockets.connect(
            url, host=machine, port=int(port), subprotocols=["streamlit"], origin=origin, max_size=None, open_timeout=60, ping_timeout=None
        )

    async def run(self, back: bool = False, at: str = "", **params: str) -> str:
        """Run the page ``at`` (the map's if empty) with an address, as a first visit or by back and forward, and give every text it was sent."""
        ask = BackMsg()
        ask.rerun_script.page_name = at
        self.query = ask.rerun_script.query_string = urlencode(params)
        ask.rerun_script.is_history_navigation = back
        await self.socket.send(ask.SerializeToString())
        return await self.listen()

    async def turn(self, label: str, values: list[float], query: str | None = None, **said: str) -> str:
        """Move the slider whose key holds ``label``; ``query`` and ``said`` are what a browser that is behind still says."""
        ask = BackMsg()
        ask.rerun_script.query_string = self.query if query is None else query
        state = ask.rerun_script.widget_states.widgets.add()
        state.id = next(i for i in self.widgets if label in i)
        state.double_array_value.data.extend(values)
        for key, option in said.items():
            state = ask.rerun_script.widget_states.widgets.add()
            state.id = next(i for i in self.widgets if key in i)
            state.string_array_value.data.append(option)
        await self.socket.send(ask.SerializeToString())
        return await self.listen()

    async def listen(self) -> str:
        """Collect texts until the run has ended."""
        texts: list[str] = []
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), 120))
            if message.WhichOneof("type") == "ref_hash":
                message = self.known.get(message.ref_hash, message)
            elif message.hash:
                self.known[message.hash] = message
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                name = element.WhichOneof("type")
                if name == "exception":
                    self.failed = element.exception.message or element.exception.type
                one = getattr(element, name)
                if getattr(one, "id", ""):
                    self.widgets[one.id] = name
                texts.append(str(element))
            elif kind == "new_session":
                self.usage_figures = message.new_session.config.gather_usage_stats
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return "\n".join(texts)
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.failed = "the script does not compile"
                    return "\n".join(texts)

    async def close(self) -> None:
        await self.socket.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run something asynchronous in a thread of its own: Playwright has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def sentence(text: str) -> str:
    """Find the sentence of the selection in what a page sent; an empty text if there is none."""
    found = re.search(r'class=\\"lead\\">(.*?)<', text) or re.search(r'class="lead">(.*?)<', text)
    return json.loads(f'"{found[1]}"') if found and "\\" in found[1] else (found[1] if found else "")
