// Differences that several providers share.

export const asked = { at: /^body\.stream_options$/, why: 'the gateway meters, so it asks for the usage of every stream' };

export const named = {
  at: /^body\.response_format\.json_schema\.name$/, calls: /^schema messages$/, why: 'a schema has a name on this wire and none in messages',
};
