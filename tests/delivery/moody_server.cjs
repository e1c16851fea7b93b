// A real SMTP server that is not written in Python: nodemailer's «smtp-server», in the mood that is named on its input.
// node moody_server.cjs KEY.pem CERT.pem ADDRESS (of the one whom most moods hit): prints its port, then answers each line with one of JSON.
const fs = require("fs");
const readline = require("readline");
const { SMTPServer } = require("smtp-server");

const [key, cert, victim] = process.argv.slice(2);
let mood = "well";
let mails = 0;
let taken = [];

const refusal = (code, words) => Object.assign(new Error(words), { responseCode: code });
const socketOf = (session) => [...server.connections].find((one) => one.session.id === session.id)._socket;
const isVictim = (session) => session.envelope.rcptTo.some((one) => one.address === victim);

function pour(socket, words) {
  while (!socket.destroyed && socket.write(words));
  socket.once("drain", () => pour(socket, words));
}

function drip(socket) {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write("2")), 100);
}

const server = new SMTPServer({
  key: fs.readFileSync(key),
  cert: fs.readFileSync(cert),
  authOptional: true,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  size: 50000,
  rejectOversized: true,
  onConnect(session, callback) {
    session.disabledCommands = mood === "STARTTLS stripped" ? ["STARTTLS"] : [];
    if (mood === "421 at connect") return callback(refusal(421, "4.3.2 busy"));
    if (mood === "endless greeting") return pour(socketOf(session), "220-welcome\r\n");
    callback();
  },
  onAuth(auth, session, callback) {
    if (mood === "auth refused") return callback(refusal(535, "5.7.8 not accepted"));
    callback(null, { user: auth.username });
  },
  onMailFrom(address, session, callback) {
    mails += 1;
    if (mood === "full queue") return callback(refusal(452, "4.3.1 full"));
    if (mood === "close after MAIL" && mails === 4) return socketOf(session).destroy();
    setTimeout(callback, mood === "slow" ? 50 : 0);
  },
  onRcptTo(address, session, callback) {
    const socket = socketOf(session);
    if (address.address !== victim) return setTimeout(callback, mood === "slow" ? 50 : 0);
    if (mood === "drip") return drip(socket);
    if (mood === "421 at RCPT") {
      callback(refusal(421, "4.7.0 too many"));
      return socket.end();
    }
    if (mood === "450") return callback(refusal(450, "4.2.1 later"));
    if (mood === "550") return callback(refusal(550, "5.1.1 no such user"));
    callback();
  },
  onData(stream, session, callback) {
    const [{ address }] = session.envelope.rcptTo;
    stream.resume();
    stream.on("end", () => {
      if (stream.sizeExceeded) return callback();
      if (isVictim(session) && mood === "drop in DATA") return socketOf(session).destroy();
      if (isVictim(session) && mood === "5xx at DATA end") return callback(refusal(554, "5.6.0 no"));
      taken.push(address);
      if (isVictim(session) && mood === "taken, then drop") return socketOf(session).destroy();
      setTimeout(callback, mood === "slow" ? 50 : 0);
    });
  },
});
server.on("error", () => {}); // a connection that was lost is what some moods are about

server.listen(0, "127.0.0.1", () => {
  console.log(server.server.address().port);
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    if (line !== "taken") [mood, mails] = [line, 0];
    console.log(JSON.stringify(taken));
  }).on("close", () => process.exit(0));
});
