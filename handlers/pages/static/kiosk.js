// The tablet at a counter: a rating is kept here with its time until the server has taken it.
(function () {
  "use strict";
  var data = document.body.dataset, STORE = "suara.kiosk." + data.unit, BACK = 15000, AT_ONCE = 60, FAR = 43200000;
  var ask = document.getElementById("ask"), why = document.getElementById("why"), thanks = document.getElementById("thanks");
  var kept = document.getElementById("kept");
  if (!window.fetch || !window.crypto || !window.URLSearchParams) return;
  var life = newId(), now = null, back = 0, timer = 0, pause = 2000, sending = false, memory = [], full = false;

  function newId() {
    var bytes = new Uint8Array(12), id = "";
    crypto.getRandomValues(bytes);
    for (var i = 0; i < bytes.length; i++) id += ("0" + bytes[i].toString(16)).slice(-2);
    return id;
  }

  // --- what is kept ---------------------------------------------------------------------------------------

  function queue() {
    try { return memory.concat(JSON.parse(localStorage.getItem(STORE)) || []); } catch (e) { return memory.slice(); }
  }
  function store(all) {
    try { localStorage.setItem(STORE, JSON.stringify(all)); memory = []; full = false; } catch (e) { memory = all; full = true; }
  }
  // The same rating again replaces itself: with words that came later, or none.
  function put(one) {
    store(queue().filter(function (other) { return other.id !== one.id; }).concat([one]));
    flush();
    tell();
  }
  // What was sent leaves, unless words were added to it meanwhile.
  function drop(sent) {
    var gone = {};
    sent.forEach(function (one) { gone[one.id] = one.words; });
    store(queue().filter(function (one) { return gone[one.id] === undefined || gone[one.id] !== one.words; }));
  }

  function tell(done) {
    var count = queue().length;
    var words = count ? (sending && navigator.onLine ? data.sending : data.waiting) : (done ? data.sent : "");
    kept.textContent = full ? data.full : words.replace("{count}", count);
  }

  // --- sending --------------------------------------------------------------------------------------------

  // A clock that was set while the page was open is caught by the time that ran since.
  function moment(one, sent) {
    var ran = performance.now() - one.ran;
    var same = one.life === life && Math.abs(sent - one.at - ran) > FAR;
    return same ? Math.round(sent - ran) : one.at;
  }

  function formOf(some) {
    var sent = Date.now(), form = new URLSearchParams();
    form.set("token", ask.elements.token.value);
    form.set("sent", sent);
    form.set("voices", JSON.stringify(some.map(function (one) {
      return { id: one.id, score: one.score, words: one.words, at: moment(one, sent) };
    })));
    return form;
  }

  function some() {
    var room = 40000;  // characters, as a form may hold 64 KB and letters beyond ASCII take more
    return queue().slice(0, AT_ONCE).filter(function (one) { room -= 100 + one.words.length * 9; return room > 0; });
  }

  function flush() {
    var batch = some();
    if (sending || !batch.length) return;
    sending = true;
    clearTimeout(timer);
    fetch("/k/" + data.unit, { method: "POST", body: formOf(batch), credentials: "same-origin", headers: { "X-Suara": "1" } }).then(function (answer) {
      sending = false;
      if (answer.ok) { pause = 2000; drop(batch); tell(true); return flush(); }
      if (answer.status === 403) refresh();
      if (answer.status === 400 && batch.length) return poison(batch);
      later(Number(answer.headers.get("Retry-After")) * 1000);
    }).catch(function () { sending = false; later(0); });
  }
  function later(wait) {
    pause = Math.min(pause * 2, 30000);
    timer = setTimeout(flush, Math.max(wait, pause));
    tell();
  }
  // One that nobody can read must not hold up all others for ever.
  function poison(batch) { drop(batch.slice(0, 1)); later(0); }
  // The cookie went: the page brings another one, and what is kept stays.
  function refresh() { if (!ask.hidden && navigator.onLine) setTimeout(function () { location.reload(); }, 5000); }

  // --- what is seen ---------------------------------------------------------------------------------------

  function show(stage) {
    [ask, why, thanks].forEach(function (each) { each.hidden = each !== stage; });
    clearTimeout(back);
    if (stage !== ask) back = setTimeout(start, BACK);
    stage.querySelector("h1").focus();
    window.scrollTo(0, 0);
  }
  function start() {
    now = null;
    why.elements.words.value = "";
    show(ask);
    tell();
  }
  function pressed(event) { return event.submitter || document.activeElement; }

  ask.addEventListener("submit", function (event) {
    event.preventDefault();
    var score = Number(pressed(event).value);
    if (!(score >= 1 && score <= 4)) return;
    now = { id: newId(), score: score, words: "", at: Date.now(), ran: performance.now(), life: life };
    put(now);
    show(why);
  });
  why.addEventListener("submit", function (event) {
    event.preventDefault();
    var words = [pressed(event).value, why.elements.words.value.trim()].filter(Boolean).join(". ").slice(0, 500);
    if (now && words) put(Object.assign({}, now, { words: words }));
    show(thanks);
  });
  why.addEventListener("input", function () { clearTimeout(back); back = setTimeout(start, BACK); });
  document.addEventListener("click", function (event) {
    if (event.target.closest("main a.button")) { event.preventDefault(); start(); }
  });
  window.addEventListener("online", function () { pause = 2000; flush(); });
  window.addEventListener("offline", function () { tell(); });

  // --- the page itself, without a network -----------------------------------------------------------------

  function keepPage() {
    if (!("serviceWorker" in navigator) || !window.caches) return;
    navigator.serviceWorker.register("/k/worker.js", { scope: "/k/" }).then(function () {
      var parts = [location.pathname];
      document.querySelectorAll("link[href], script[src]").forEach(function (each) { parts.push(each.getAttribute("href") || each.getAttribute("src")); });
      return caches.open("kiosk").then(function (cache) { return cache.addAll(parts); });
    }).catch(function () { /* the ratings are kept all the same */ });
  }
  // The first view comes first: on a slow line the rest can wait.
  window.addEventListener("load", function () { setTimeout(keepPage, 3000); });

  tell();
  flush();
})();
