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
    this.changed(this.waiting.length, false);
    this.run();
  }

  wake() {
    clearTimeout(this.timer);
    this.tries = 0;
    this.run();
  }

  async run() {
    if (this.busy || !this.waiting.length) return;
    this.busy = true;
    const write = this.waiting[0];
    write.sent ??= JSON.stringify({ ...write.body(), version: this.version });
    let answer = null;
    try {
      answer = await fetch(write.path, {
        method: "POST",
        body: write.sent,
        headers: { "Content-Type": "application/json", "Idempotency-Key": write.key, "X-CSRF-Token": this.csrf },
      });
    } catch {
      answer = null; // no connection
    }
    this.busy = false;
    await this.settle(write, answer);
  }

  async settle(write, answer) {
    if (answer === null || answer.status >= 500 || answer.status === 429) return this.later();
    if (answer.status === 401) return this.signedOut();
    const said = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (answer.status === 409) return this.stuck(said?.detail ?? "");
    this.tries = 0;
    this.waiting.shift();
    this.changed(this.waiting.length, false);
    if (answer.ok) {
      if (said?.version) this.version = said.version;
      this.answered(write.context, said);
    } else {
      this.waiting.length = 0; // what followed was meant for what did not happen
      this.changed(0, false);
      this.refused(write.context, said?.detail ?? "It was refused.");
    }
    this.run();
  }

  later() {
    this.changed(this.waiting.length, true);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), Math.min(500 * 2 ** this.tries, LONGEST_WAIT));
  }
}
