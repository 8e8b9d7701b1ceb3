using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Where a top-level property stands in a request body; all offsets in bytes from the body's start, ends exclusive.</summary>
/// <param name="NameStart">The name's opening quote.</param>
/// <param name="NameEnd">Behind the name's closing quote.</param>
/// <param name="ValueStart">The value's first byte.</param>
/// <param name="ValueEnd">Behind the value's last byte.</param>
/// <param name="Field">Which field it is.</param>
/// <param name="Type">The value's first token.</param>
public readonly record struct BodyProperty(int NameStart, int NameEnd, int ValueStart, int ValueEnd, BodyField Field, JsonTokenType Type);
