using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Counts the prompt block by block, with the places at which it is to be cached.</summary>
internal sealed class PromptCounter(PromptMeter meter)
{
    private const int MostBreakpoints = 4;

    private readonly List<CachePoint> _points = [];
    private int _breakpoints;
    private bool _fiveMinutesSeen;

    public PromptMeter Meter => meter;

    public IReadOnlyList<CachePoint> Points => _points;

    /// <summary>Ends a block: reads its <c>cache_control</c> if it has one.</summary>
    /// <param name="block">The block's object.</param>
    /// <param name="path">Where it is.</param>
    public ApiError? EndBlock(JsonElement block, string path)
    {
        bool? hour = null;
        if (block.ValueKind == JsonValueKind.Object && block.TryGetProperty("cache_control", out var control) && control.ValueKind != JsonValueKind.Null
            && Read(control, Field.Join(path, "cache_control"), out hour) is { } error)
            return error;
        _points.Add(new CachePoint(meter.Tokens, meter.Hash, hour));
        return null;
    }

    /// <summary>Reads the breakpoint beside the messages, which stands for one at the last block.</summary>
    public ApiError? EndPrompt(JsonElement body)
    {
        if (!body.TryGetProperty("cache_control", out var control) || control.ValueKind == JsonValueKind.Null)
            return null;
        if (Read(control, "cache_control", out var hour) is { } error)
            return error;
        if (_points.Count > 0)
            _points[^1] = _points[^1] with { Hour = _points[^1].Hour ?? hour };
        return null;
    }

    private ApiError? Read(JsonElement control, string path, out bool? hour)
    {
        hour = null;
        if (Field.CheckAll(control, path, RequestShape.CacheControlFields) is { } wrong)
            return wrong;
        hour = control.TryGetProperty("ttl", out var ttl) && ttl.ValueEquals("1h"u8);
        if (++_breakpoints > MostBreakpoints)
            return ApiError.Invalid($"A maximum of {MostBreakpoints} blocks with cache_control may be provided. Found {_breakpoints}.");
        if (hour == true && _fiveMinutesSeen)
            return Field.Wrong($"{path}.ttl", "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.");
        _fiveMinutesSeen |= hour == false;
        return null;
    }
}
