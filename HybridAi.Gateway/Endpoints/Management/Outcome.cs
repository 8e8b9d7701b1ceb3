using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>A value, or the error to answer with instead.</summary>
internal readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly ApiError? _error;

    private Outcome(T? value, ApiError? error) => (_value, _error) = (value, error);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(ApiError error) => new(default, error);

    public bool Failed([NotNullWhen(true)] out ApiError? error, [NotNullWhen(false)] out T? value)
    {
        (error, value) = (_error, _value);
        return error is not null;
    }
}
