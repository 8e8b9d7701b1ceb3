import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { apiKey, client, eventually, gateway, record } from './gateway.mjs';

/** A second of silence. */
function silence() {
  const data = Buffer.alloc(48_000);
  const header = Buffer.from('RIFF____WAVEfmt \x10\0\0\0\x01\0\x01\0____\x80\xBB\0\0\x02\0\x10\0data____', 'latin1');
  header.writeInt32LE(data.length + 36, 4);
  header.writeInt32LE(24_000, 24);
  header.writeInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const file = () => toFile(silence(), 'silence.wav', { type: 'audio/wav' });
const recordOf = (response) => record(response.headers.get('x-hybridai-request-id'));

test('images', async () => {
  const { data, response } = await client().images.generate({ model: 'gpt-image-1-mini', prompt: 'A raven', n: 2, quality: 'low', hybridai: { task: 'js-images' } }).withResponse();
  assert.equal(data.data.length, 2);
  const png = Buffer.from(data.data[0].b64_json, 'base64');
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.equal(data.usage.output_tokens_details.image_tokens, 2 * 272);
  assert.equal(response.headers.get('x-hybridai-cost'), 'unknown');
  const { api, task, usage } = await recordOf(response);
  assert.equal(api, 'images.generations');
  assert.equal(task, 'js-images');
  assert.equal(usage.imageOutput, 2 * 272);
});

test('a transcription by tokens', async () => {
  const { data, response } = await client().audio.transcriptions.create({ model: 'openai/gpt-4o-transcribe', file: await file(), prompt: 'Silence', hybridai: { task: 'js-transcription' } }).withResponse();
  assert.match(data.text, /\w+.*\./);
  assert.equal(data.usage.input_token_details.audio_tokens, 10);
  const { api, task, usage } = await recordOf(response);
  assert.equal(api, 'audio.transcriptions');
  assert.equal(task, 'js-transcription');
  assert.equal(usage.audioInput, 10);
  assert.equal(usage.output, data.usage.output_tokens);
});

test('a transcription by duration, in each of its forms', async () => {
  const ask = async (response_format) => client().audio.transcriptions.create({ model: 'whisper-1', file: await file(), response_format });
  const { text, usage } = await ask('json');
  assert.deepEqual(usage, { type: 'duration', seconds: 1 });
  assert.equal(await ask('text'), `${text}\n`);
  assert.ok((await ask('srt')).startsWith('1\n00:00:00,000 --> 00:00:01,000\n'));
  assert.ok((await ask('vtt')).startsWith('WEBVTT\n'));
  const long = await ask('verbose_json');
  assert.equal(long.text, text);
  assert.equal(long.duration, 1);
});

test('a streamed transcription is the same as the whole', async () => {
  const request = { model: 'gpt-4o-mini-transcribe' };
  const whole = await client().audio.transcriptions.create({ ...request, file: await file() });
  let [text, done] = ['', null];
  for await (const event of await client().audio.transcriptions.create({ ...request, file: await file(), stream: true })) {
    if (event.type === 'transcript.text.delta') text += event.delta;
    else if (event.type === 'transcript.text.done') done = event;
  }
  assert.equal(text, whole.text);
  assert.deepEqual([done.text, done.usage], [whole.text, whole.usage]);
});

test('groq transcribes', async () => {
  const { data, response } = await client().audio.transcriptions.create({ model: 'groq/whisper-large-v3-turbo', file: await file() }).withResponse();
  assert.ok(data.x_groq.id && data.text.length > 0);
  assert.equal(response.headers.get('x-hybridai-cost'), 'unknown');
});

test('speech', async () => {
  const answer = await client().audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Ravens are clever birds.', response_format: 'wav' });
  assert.equal(answer.headers.get('content-type'), 'audio/wav');
  const sound = Buffer.from(await answer.arrayBuffer());
  assert.equal(sound.toString('latin1', 0, 4), 'RIFF');
  assert.equal(sound.readInt32LE(4), sound.length - 8);
  assert.equal((await recordOf(answer)).api, 'audio.speech');
});

test('speech as events', async () => {
  const answer = await client().audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello', stream_format: 'sse' });
  const events = (await answer.text()).trim().split('\n\n').map((event) => JSON.parse(event.slice('data: '.length)));
  const { type, usage } = events.at(-1);
  assert.equal(type, 'speech.audio.done');
  const recorded = await recordOf(answer);
  assert.deepEqual([recorded.usage.input, recorded.usage.audioOutput], [usage.input_tokens, usage.output_tokens]);
});

test('moderations cost nothing', async () => {
  const { data, response } = await client().moderations.create({ model: 'omni-moderation-latest', input: ['I like ravens', 'I will kill you'] }).withResponse();
  assert.deepEqual(data.results.map((result) => result.flagged), [false, true]);
  assert.ok(data.results[1].categories.violence);
  assert.equal(response.headers.get('x-hybridai-cost'), '0');
  const answer = await fetch(`${gateway}/api/usage?limit=50`, { headers: { authorization: `Bearer ${apiKey}` } });
  const id = response.headers.get('x-hybridai-request-id');
  assert.equal(answer.status, 200);
  await eventually(async () => (await (await fetch(`${gateway}/api/usage?limit=50`, { headers: { authorization: `Bearer ${apiKey}` } })).text()).includes(id), Boolean);
});

test('a wrong file and a wrong model are refused by whom they concern', async () => {
  const wrong = client().audio.transcriptions.create({ model: 'whisper-1', file: await toFile(Buffer.from('text'), 'a.txt') });
  await assert.rejects(wrong, (error) => error instanceof OpenAI.BadRequestError && /Invalid file format/.test(error.message));
  const chat = client().images.generate({ model: 'gpt-4.1-mini', prompt: 'A raven' });
  await assert.rejects(chat, (error) => error instanceof OpenAI.BadRequestError && /chat\/completions/.test(error.message));
});
