using System.Globalization;

namespace HybridAi.Web.Visits;

/// <summary>Reads the fields of forms. What is wrong is told by the field's label.</summary>
internal static class FormFields
{
    /// <summary>The field with the revision that a change was made from.</summary>
    public const string Revision = "revision";

    /// <summary>The field with the revision that is to be saved over, whatever the change was made from.</summary>
    public const string Over = "over";

    /// <summary>What was written; null: nothing.</summary>
    public static string? TextOf(this IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>What was written, which has to be something.</summary>
    public static string Needed(this IFormCollection form, string name, string label) => form.TextOf(name) ?? throw new FormProblem($"{label} is needed.");

    /// <summary>A number with a point; null: nothing was written.</summary>
    public static decimal? DecimalOf(this IFormCollection form, string name, string label)
    {
        if (form.TextOf(name) is not { } text)
            return null;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormProblem($"{label} has to be a number, such as 12.50.");
    }

    /// <summary>A whole number; null: nothing was written.</summary>
    public static long? NumberOf(this IFormCollection form, string name, string label)
    {
        if (form.TextOf(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormProblem($"{label} has to be a whole number.");
    }

    /// <summary>The revision that is to be replaced; null: nothing is.</summary>
    public static long? RevisionOf(this IFormCollection form) => form.NumberOf(Over, "The revision to save over") ?? form.NumberOf(Revision, "The revision");

    /// <summary>A time in UTC as a browser's field gives it; null: nothing was written.</summary>
    public static DateTimeOffset? TimeOf(this IFormCollection form, string name, string label)
    {
        if (form.TextOf(name) is not { } text)
            return null;
        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new FormProblem($"{label} has to be a time in UTC, such as 2027-12-31T00:00.");
    }

    /// <summary>Values as in <see cref="ValueList"/>; null: nothing was written.</summary>
    public static IReadOnlyList<string>? ListOf(this IFormCollection form, string name) =>
        form.TextOf(name) is { } text && ValueList.Read(text) is { Count: > 0 } values ? values : null;

    /// <summary>An id; null: nothing was chosen.</summary>
    public static Guid? IdOf(this IFormCollection form, string name, string label)
    {
        if (form.TextOf(name) is not { } text)
            return null;
        return Guid.TryParse(text, out var id) ? id : throw new FormProblem($"{label} has to be an id, such as 0195d1c0-0000-7000-8000-000000000000.");
    }
}
