namespace HybridAi.Core.Tenancy;

/// <summary>
/// What the fields of organizations, teams, users and keys may hold. Each check gives null if all is well, or what is wrong, as the end of a
/// sentence that starts with the field's name.
/// </summary>
public static class TenancyRules
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The longest e-mail address, in characters (RFC 5321).</summary>
    public const int MaxEmailLength = 254;

    /// <summary>How many patterns a key's allowed models may have.</summary>
    public const int MaxModelPatterns = 100;

    /// <summary>The longest pattern of a key's allowed models, in characters.</summary>
    public const int MaxModelPatternLength = 256;

    /// <summary>Checks a display name.</summary>
    /// <param name="name">The name, trimmed.</param>
    public static string? CheckName(string? name) => name switch
    {
        null or "" => $"is required: 1 to {MaxNameLength} characters",
        { Length: > MaxNameLength } => $"must have at most {MaxNameLength} characters, not {name.Length}",
        _ when HasUnprintable(name) => "must not contain control characters or broken surrogate pairs",
        _ => null,
    };

    /// <summary>Checks the shape of an e-mail address; whether it exists is not asked.</summary>
    /// <param name="email">The address, trimmed.</param>
    public static string? CheckEmail(string email)
    {
        const string Shape = "must be an e-mail address such as ada@example.org";
        if (email.Length > MaxEmailLength)
            return $"must have at most {MaxEmailLength} characters, not {email.Length}";
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || at != email.LastIndexOf('@'))
            return Shape;
        var domain = email.AsSpan(at + 1);
        var domainIsWrong = domain.IsEmpty || domain[0] is '.' or '-' || domain[^1] is '.' or '-' || domain.Contains("..", StringComparison.Ordinal);
        return domainIsWrong || email.Any(char.IsWhiteSpace) || HasUnprintable(email) ? Shape : null;
    }

    /// <summary>Checks the models that a key may ask for.</summary>
    /// <param name="patterns">The patterns, trimmed; a null among them is reported.</param>
    public static string? CheckAllowedModels(IReadOnlyList<string?> patterns)
    {
        if (patterns.Count == 0)
            return "must not be empty: name the models, or give null to allow every model";
        if (patterns.Count > MaxModelPatterns)
            return $"must have at most {MaxModelPatterns} entries, not {patterns.Count}";
        return patterns.Select(CheckModelPattern).FirstOrDefault(problem => problem is not null);
    }

    private static string? CheckModelPattern(string? pattern) => pattern switch
    {
        null or "" => "must not contain an empty entry",
        { Length: > MaxModelPatternLength } => $"must have entries of at most {MaxModelPatternLength} characters",
        _ when pattern.AsSpan(0, pattern.Length - 1).Contains('*') =>
            $"must have * only at the end of an entry, which '{pattern}' has not",
        _ when pattern.Any(char.IsWhiteSpace) || HasUnprintable(pattern) => "must have entries without white space and control characters",
        _ => null,
    };

    /// <summary>Control characters garble lists and logs; half a surrogate pair is not text that every store can keep.</summary>
    private static bool HasUnprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                return true;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }
        return false;
    }
}
