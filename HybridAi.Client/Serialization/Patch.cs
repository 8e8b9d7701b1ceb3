using System.Text.Json.Serialization;

namespace HybridAi.Client.Serialization;

/// <summary>A field of a change: not there at all (the default), or there with a value, which may be null.</summary>
/// <param name="value">The value to set.</param>
[JsonConverter(typeof(PatchConverterFactory))]
public readonly struct Patch<T>(T value)
{
    /// <summary>Whether the field is there.</summary>
    public bool IsSet { get; } = true;

    /// <summary>The value, if it is.</summary>
    public T Value { get; } = value;

    /// <summary>The value if it is there, otherwise the one that stands.</summary>
    /// <param name="current">The value that stands.</param>
    public T Or(T current) => IsSet ? Value : current;

    /// <summary>A field that is set.</summary>
    /// <param name="value">Its value.</param>
    public static implicit operator Patch<T>(T value) => new(value);
}
