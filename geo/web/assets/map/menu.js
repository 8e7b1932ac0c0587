// What lies under the figures, and how are they shown? The menu of ground, background, shading and presentation; the server draws what it offers.
StrikeMap.menu = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;
  let panel, opener, drawn = "";

  function start() {
    panel = el("div", "box menu", "", scene.map.getContainer()); // beside the buttons: below them there is no room on a phone
    panel.hidden = true;
    panel.id = "layers";
    panel.setAttribute("role", "group");
    panel.addEventListener("keydown", function (event) {
      event.stopPropagation(); // the map's own keys move it
      if (event.key === "Escape") toggle();
    });
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    scene.map.on("ownground", function () { if (scene.state) offer(scene.state); });
  }

  // The button that opens it; without anything to choose there is none.
  function opens(button) {
    opener = button;
    button.setAttribute("aria-controls", panel.id);
    button.setAttribute("aria-expanded", "false");
    drawn = "";
    if (scene.state) offer(scene.state);
  }

  function toggle() {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    const first = panel.querySelector("input:checked, input");
    if (panel.hidden) opener.focus();
    else if (first) first.focus();
  }

  function offer(state) {
    const own = StrikeMap.own, pictures = StrikeMap.pictures, groups = state.layers ? state.layers.groups : [];
    const now = JSON.stringify([state.lang, state.layers, own.isThere(), own.isVisible(), pictures.list(), pictures.mode()]);
    if (!opener || now === drawn) return;
    drawn = now;
    opener.hidden = !groups.length && !own.isThere() && !pictures.list().length;
    const focused = document.activeElement && panel.contains(document.activeElement) ? document.activeElement.value : null;
    panel.textContent = "";
    panel.dir = state.dir;
    panel.setAttribute("aria-label", state.words.layers);
    if (own.isThere()) choice(panel, "checkbox", "own", "own", state.words.own_ground, own.isVisible(), function (input) { own.setVisible(input.checked); });
    offerPictures(state);
    groups.forEach(function (group) {
      const set = el("fieldset", "", null, panel);
      el("legend", "", group.label, set);
      group.options.forEach(function (option) {
        choice(set, "radio", group.key, option[0], option[1], option[0] === group.now, function () { StrikeMap.choose.send("look", group.key + "=" + option[0]); });
      });
      if (group.note) el("p", "", group.note, set);
    });
    const again = [...panel.querySelectorAll("input")].find(function (input) { return focused !== null && input.value === focused; });
    if (again) again.focus();
  }

  // What of the pictures under the map is shown, and whose they are.
  function offerPictures(state) {
    const { list, mode, setMode } = StrikeMap.pictures, all = list();
    if (!all.length) return;
    const set = el("fieldset", "", null, panel), words = state.words;
    el("legend", "", words.pictures, set);
    const ways = [["off", words.pictures_off], ...all.map(function (one) { return [one.place, one.title]; }), ...(all.length > 1 ? [["both", words.pictures_both]] : [])];
    for (const [value, text] of ways) choice(set, "radio", "pictures", value, text, value === mode(), function () { setMode(value); });
    for (const one of all) el("p", "", one.credit, set);
    el("p", "", words.pictures_note, set);
  }

  function choice(parent, type, name, value, text, on, act) {
    const label = el("label", "", null, parent), input = el("input", "", null, label);
    Object.assign(input, { type: type, name: "look-" + name, value: name + "=" + value, checked: on });
    el("span", "", text, label);
    input.addEventListener("change", function () { act(input); });
  }

  return { start: start, opens: opens, toggle: toggle, offer: offer };
})();
