// Shows a counter's page while there is no network: what was seen last, newest first asked for.
"use strict";
var PATIENCE = 4000;
self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

function fresh(request) {
  return new Promise(function (resolve, reject) {
    setTimeout(reject, PATIENCE, new Error("slow"));
    fetch(request).then(resolve, reject);
  });
}
function kept(request) {
  return caches.match(request, { ignoreSearch: request.mode === "navigate" }).then(function (found) { return found || fetch(request); });
}
function keep(request, answer) {
  if (answer.ok) { var copy = answer.clone(); caches.open("kiosk").then(function (cache) { cache.put(request, copy); }); }
  return answer;
}

self.addEventListener("fetch", function (event) {
  var request = event.request, path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fresh(request).then(function (answer) { return answer.status < 500 ? keep(request, answer) : kept(request); }, function () { return kept(request); }));
  } else if (path.indexOf("/static/") === 0) {
    event.respondWith(kept(request));
  }
});
