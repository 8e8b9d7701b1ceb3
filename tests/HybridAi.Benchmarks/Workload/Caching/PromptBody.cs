using System.Buffers;
using System.Globalization;
using System.Text;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>Writes requests as clients send them. Two that ask the same prompt with the same parameters are the same request, however they are spelled and whoever is the end user.</summary>
internal sealed class PromptBody
{
    private const int BytesPerToken = 4;

    private readonly byte[] _text = new byte[1 << 20];
    private readonly ArrayBufferWriter<byte> _body = new(1 << 16);

    public PromptBody(long seed)
    {
        var dice = new Dice(seed, Draw.PromptTexts);
        var letters = "etaoinshrdlu cmfwyp "u8;
        for (var i = 0; i < _text.Length; i++)
            _text[i] = letters[(int)(dice.Next() * letters.Length)];
    }

    /// <summary>The body of a request.</summary>
    /// <returns>Good until the next one is written.</returns>
    public ReadOnlyMemory<byte> Write(Arrival arrival, AskedPrompt asked)
    {
        _body.ResetWrittenCount();
        var task = TaskProfile.All[arrival.Task];
        var system = _text.AsSpan(0, task.Instructions * BytesPerToken);
        var length = (arrival.InputTokens - task.Instructions) * BytesPerToken;
        var user = _text.AsSpan((int)(asked.Number * 7919L % (_text.Length - length)), length);
        var (stream, most) = (arrival.Request.Streamed ? "true" : "false", arrival.Request.MostOutputTokens?.ToString(CultureInfo.InvariantCulture) ?? "null");
        if (asked.Spelling == 0)
        {
            Add($"{{\"model\":\"workload\",\"messages\":[{{\"role\":\"system\",\"content\":\"{task.Name}: ");
            _body.Write(system);
            Add($"\"}},{{\"role\":\"user\",\"content\":\"{asked.Number}: ");
            _body.Write(user);
            Add($"\"}}],\"stream\":{stream},\"max_tokens\":{most},\"user\":\"user-{asked.User}\"{Extra(asked.Exclusion)}}}");
        }
        else
        {
            Add($"{{ \"user\": \"user-{asked.User}\"{Extra(asked.Exclusion)}, \"max_tokens\": {most}, \"stream\": {stream}, \"messages\": [ {{ \"content\": \"{task.Name}: ");
            _body.Write(system);
            Add($"\", \"role\": \"system\" }}, {{ \"content\": \"{asked.Number}: ");
            _body.Write(user);
            Add("\", \"role\": \"user\" } ], \"model\": \"workload\" }");
        }

        return _body.WrittenMemory;
    }

    private static string Extra(Exclusion exclusion) => exclusion switch
    {
        Exclusion.SwitchedOff => ""","hybridai":{"cache":"off"}""",
        Exclusion.Stored => ""","store":true""",
        Exclusion.Spoken => ""","modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"}""",
        _ => "",
    };

    private void Add(string text) => Encoding.UTF8.GetBytes(text, _body);
}
