// Sends writes one after the other, each with the version the one before came back with, and the same idempotency key
// for as long as it takes. Nothing is kept in the browser's storage: a narrative's words do not belong there.

const LONGEST_WAIT = 15000;

export class Outbox {
  constructor({ version, csrf, changed, answered, refused, signedOut, stuck }) {
    Object.assign(this, { version, csrf, changed, answered, refused, signedOut, stuck });
    this.waiting = [];
    this.busy = false;
    this.tries = 0;
    window.addEventListener("online", () => this.wake());
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
  }

  // `body` is a function: what it needs may only be known when its turn comes.
  send(path, body, context = {}) {
    this.waiting.push({ path, body, context, key: crypto.randomUUID() });
    this.changed(this.waiting.length, this.tries > 0);
    this.run();
  }

  wake() {
    clearTimeout(this.timer);
    this.tries = 0;
    this.run();
  }

  // Busy until the answer was read and acted on: a write sent in between would be the same one a second time.
  async run() {
    if (this.busy || !this.waiting.length) return;
    this.busy = true;
    let on = false;
    try {
      on = await this.first(this.waiting[0]);
    } finally {
      this.busy = false;
    }
    if (on) this.run();
  }

  // Send one write; true when the next may follow.
  async first(write) {
    write.sent ??= JSON.stringify({ ...write.body(), version: this.version });
    let answer = null;
    let said = null;
    try {
      answer = await fetch(write.path, {
        method: "POST",
        body: write.sent,
        headers: { "Content-Type": "application/json", "Idempotency-Key": write.key, "X-CSRF-Token": this.csrf },
      });
      if (answer.status !== 204) said = await answer.json();
    } catch {
      if (!answer || answer.ok) return this.later(); // no connection, or lost within the answer
    }
    return this.settle(write, answer, said);
  }

  async settle(write, answer, said) {
    if (answer.status >= 500 || answer.status === 429) return this.later();
    if (answer.status === 401) {
      this.signedOut();
      return false;
    }
    if (answer.status === 409) {
      this.stuck(said?.detail ?? "");
      return false;
    }
    this.tries = 0;
    this.waiting.shift();
    if (answer.ok) {
      if (said?.version) this.version = said.version;
      this.changed(this.waiting.length, false);
      this.answered(write.context, said);
    } else {
      this.waiting.length = 0; // what followed was meant for what did not happen
      this.changed(0, false);
      await this.refused(write.context, said?.detail ?? "It was refused.");
    }
    return true;
  }

  later() {
    this.changed(this.waiting.length, true);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), Math.min(500 * 2 ** this.tries, LONGEST_WAIT));
    return false;
  }
}
