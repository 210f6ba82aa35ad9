// The conversation with scripts: what is sent waits here until it was taken, what is new comes by itself.
(function () {
  "use strict";
  var page = document.documentElement, body = document.body, data = body.dataset;
  var log = document.getElementById("log"), form = document.getElementById("say");
  if (!form || !window.fetch || !window.FormData || !window.EventSource) return;
  page.classList.add("scripted");
  var text = form.elements.text, photo = form.elements.photo, told = document.getElementById("told");
  var chosen = document.getElementById("chosen"), placeButton = document.getElementById("place");
  var token = form.elements.token.value, LARGEST = 10 * 1024 * 1024, SIDE = 1600;
  var store = "suara." + data.tag, queue = [], gone = {}, sending = false, pause = 2000, timer = 0;

  // --- what waits to be sent -----------------------------------------------------------------------------

  function read(name) { try { return JSON.parse(localStorage.getItem(store + name)); } catch (e) { return null; } }
  function write(name, value) { try { localStorage.setItem(store + name, JSON.stringify(value)); return true; } catch (e) { return false; } }

  // Two tabs have one store: what the other put there is taken along, what was taken from here stays out.
  function merge() {
    (read(".queue") || []).forEach(function (one) {
      var known = gone[one.id] || queue.some(function (other) { return other.id === one.id; });
      if (!known) { queue.push(one); showWaiting(one); }
    });
    queue.sort(function (a, b) { return a.position - b.position; });
  }

  function keep() {
    merge();
    // A picture that finds no room is kept by this tab alone.
    if (!write(".queue", queue)) write(".queue", queue.filter(function (one) { return !one.photo; }));
  }

  function newId() {
    var bytes = new Uint8Array(12), id = "";
    crypto.getRandomValues(bytes);
    for (var i = 0; i < bytes.length; i++) id += ("0" + bytes[i].toString(16)).slice(-2);
    return id;
  }

  function position() {
    var next = Math.max(Date.now(), (read(".position") || 0) + 1);
    write(".position", next);
    return next;
  }

  function put(fields, shown) {
    var one = { id: newId(), position: position(), shown: shown };
    for (var name in fields) one[name] = fields[name];
    queue.push(one);
    keep();
    showWaiting(one);
    flush();
  }

  function showWaiting(one) {
    if (log.querySelector('[data-id="' + one.id + '"]')) return;
    var box = document.createElement("div");
    box.className = "message mine waiting";
    box.dataset.id = one.id;
    addLine(box, "words", one.shown);
    addLine(box, "state", data.sending);
    log.appendChild(box);
    toEnd();
  }

  function addLine(box, kind, words) {
    var line = document.createElement("p");
    line.className = kind;
    line.textContent = words;
    box.appendChild(line);
  }

  function mark(words) {
    log.querySelectorAll(".waiting .state").forEach(function (line) { line.textContent = words; });
  }

  function formOf(one) {
    var given = new FormData();
    ["id", "position", "text", "tap", "about", "latitude", "longitude"].forEach(function (name) {
      if (one[name] !== undefined) given.append(name, one[name]);
    });
    given.append("token", token);
    if (one.photo) given.append("photo", blobOf(one.photo), "photo.jpg");
    return given;
  }

  function blobOf(url) {
    var raw = atob(url.split(",")[1]), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new Blob([bytes], { type: url.slice(5, url.indexOf(";")) });
  }

  function flush() {
    if (sending || !queue.length) return;
    sending = true;
    clearTimeout(timer);
    mark(data.sending);
    var one = queue[0];
    fetch("/chat", { method: "POST", body: formOf(one), credentials: "same-origin", headers: { "X-Suara": "1" } }).then(function (answer) {
      if (answer.ok) return answer.json().then(function (said) { taken(one, said.told); });
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
        return later(Number(answer.headers.get("Retry-After")) * 1000, data.waiting);
      }
      return answer.json().then(function (said) { refused(one, said.words); }, function () { refused(one, ""); });
    }).catch(function () { later(0, data.waiting); });
  }

  function drop(one) {
    gone[one.id] = true;
    queue = queue.filter(function (other) { return other.id !== one.id; });
    keep();
    sending = false;
  }

  function taken(one, words) {
    pause = 2000;
    drop(one);
    tell(words);
    var box = log.querySelector('.waiting[data-id="' + one.id + '"] .state');
    if (box) box.remove();
    flush();
  }

  function refused(one, words) {
    drop(one);
    var box = log.querySelector('.waiting[data-id="' + one.id + '"]');
    if (box) box.remove();
    if (one.text && !text.value) text.value = one.text;
    tell(words);
    text.focus();
    flush();
  }

  function later(wait, words) {
    sending = false;
    mark(words);
    timer = setTimeout(flush, Math.max(wait || 0, pause));
    pause = Math.min(pause * 2, 30000);
  }

  function tell(words) { told.textContent = words || ""; }

  // --- what is new ------------------------------------------------------------------------------------------

  var after = data.after, source = null;

  function listen() {
    source = new EventSource("/chat/events?after=" + after);
    source.addEventListener("message", function (event) { after = event.lastEventId; show(JSON.parse(event.data)); });
    source.addEventListener("reset", function () { location.replace("/chat"); });
    source.addEventListener("open", function () { if (told.textContent === data.offline) tell(""); flush(); });
    source.addEventListener("error", function () {
      if (source.readyState !== 2) return; // the browser tries again by itself
      source.close();
      setTimeout(listen, 5000);
    });
  }

  function show(message) {
    var near = isNearEnd(), lost = !document.activeElement || document.activeElement === body;
    var place = document.getElementById("m" + message.ref);
    if (!place && message.id) place = log.querySelector('[data-id="' + message.id + '"]');
    var holder = document.createElement("div");
    holder.innerHTML = message.html;
    var box = holder.firstElementChild;
    retire(message.offers, box);
    if (place) log.replaceChild(box, place); else log.appendChild(box);
    log.querySelectorAll(".waiting").forEach(function (one) { log.appendChild(one); });
    if (near || message.own) toEnd(box);
    // Whoever tapped with the keyboard goes on where the answer is.
    if (!message.own && lost) box.focus({ preventScroll: true });
  }

  function offer(id) {
    var question = /^[a-z]{2,4}\.[a-z]{1,8}:[^~]{0,40}~([0-9a-z]{4})\.\d{1,4}$/.exec(id);
    return question ? "t." + question[1] : id;
  }

  function retire(offers, but) {
    if (!offers.length) return;
    log.querySelectorAll("button[name=tap]").forEach(function (button) {
      if (!but.contains(button) && offers.indexOf(offer(button.value)) >= 0) button.remove();
    });
  }

  function isNearEnd() { return window.innerHeight + window.pageYOffset > page.scrollHeight - 240; }
  // To the end; of something longer than the screen its beginning is read first.
  function toEnd(box) {
    window.scrollTo(0, page.scrollHeight);
    var top = box ? box.getBoundingClientRect().top : 0;
    if (top < 0) window.scrollBy(0, top - 8);
  }

  // --- what is done here --------------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    var given = event.target, button = event.submitter;
    if (given.getAttribute("action") !== "/chat") return;
    if (given !== form && !button) return; // an old browser: the plain form works
    event.preventDefault();
    tell("");
    if (given === form) return sayIt();
    if (button.name === "text") put({ text: button.value }, given.classList.contains("start") ? data.startLabel : button.textContent);
    else tap(given, button);
    if (given.classList.contains("start")) given.remove();
  });

  function tap(given, button) {
    var words = button.textContent;
    put({ tap: button.value, about: given.elements.about.value }, words);
    if (offer(button.value).indexOf("t.") !== 0) return;
    given.querySelectorAll("button[name=tap]").forEach(function (one) { one.remove(); });
  }

  function sayIt() {
    var words = text.value.trim(), file = photo.files[0];
    if (!words && !file) return text.focus();
    if (!file) return said({}, words);
    shrink(file).then(function (url) {
      if (url) said({ photo: url }, words); else tell(data.large);
    });
  }

  function said(fields, words) {
    if (words) fields.text = words;
    put(fields, (fields.photo ? "📷 " : "") + words);
    form.reset();
    chosen.textContent = "";
    text.focus();
  }

  text.addEventListener("keydown", function (event) {
    // With a real keyboard Enter sends; on a phone it is a new line, and the button sends.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      sayIt();
    }
  });

  photo.addEventListener("change", function () { chosen.textContent = photo.files[0] ? photo.files[0].name : ""; });

  // --- pictures and places ----------------------------------------------------------------------------------

  function asUrl(blob) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result); };
      reader.onerror = failed;
      reader.readAsDataURL(blob);
    });
  }

  // Made small before it travels: a phone's picture is ten times what a slow line carries well.
  function shrink(file) {
    if (!window.createImageBitmap) return whole(file);
    return createImageBitmap(file).then(function (picture) {
      var scale = Math.min(1, SIDE / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      var pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/jpeg", 0.85);
    }).catch(function () { return whole(file); }); // the server says what is wrong with it
  }

  function whole(file) { return file.size > LARGEST ? Promise.resolve("") : asUrl(file); }

  if (navigator.geolocation && window.isSecureContext) {
    placeButton.hidden = false;
    placeButton.addEventListener("click", function () {
      tell(data.locating);
      navigator.geolocation.getCurrentPosition(function (found) {
        tell("");
        put({ latitude: found.coords.latitude, longitude: found.coords.longitude }, "📍 " + data.place);
      }, function () { tell(data.nowhere); text.focus(); }, { enableHighAccuracy: true, timeout: 20000 });
    });
  }

  // --- beginning ----------------------------------------------------------------------------------------------

  queue = read(".queue") || [];
  queue.forEach(showWaiting);
  window.addEventListener("online", function () { pause = 2000; flush(); });
  window.addEventListener("offline", function () { tell(data.offline); });
  window.addEventListener("storage", function (event) {
    if (event.key === store + ".queue") { merge(); flush(); }
  });
  if (data.start) {
    history.replaceState(null, "", "/chat");
    var start = document.querySelector("form.start");
    if (start) start.remove();
    put({ text: data.start }, data.startLabel);
  }
  listen();
  flush();
  toEnd();
})();
