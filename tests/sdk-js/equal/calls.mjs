// One call in every form: the three dialects of the gateway, and what the SDKs of providers with an API of their own take.
// `chat`, `responses` and `messages` are also the forms of the SDKs of OpenAI (and its likes) and Anthropic.
import { media } from './media.mjs';
import { settings } from './settings.mjs';
import { texts } from './texts.mjs';
import { tools } from './tools.mjs';

export const calls = [...texts, ...media, ...tools, ...settings];
