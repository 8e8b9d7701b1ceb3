// Anthropic's SDK at the gateway.
import Anthropic from '@anthropic-ai/sdk';
import { apiKey, gateway } from './gateway.mjs';

export const anthropic = (options = {}) => new Anthropic({ baseURL: gateway, apiKey, maxRetries: 0, timeout: 60_000, ...options });

export const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
