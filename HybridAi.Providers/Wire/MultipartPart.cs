namespace HybridAi.Providers.Wire;

/// <summary>Where a part of a form is; all offsets in bytes from the body's start, ends exclusive.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="IsFile">Whether it has a file's name.</param>
/// <param name="Start">The first dash of the delimiter before it.</param>
/// <param name="ContentStart">Behind the blank line that ends its headers.</param>
/// <param name="ContentEnd">Before the line break that belongs to the next delimiter.</param>
public sealed record MultipartPart(string Name, bool IsFile, int Start, int ContentStart, int ContentEnd)
{
    /// <summary>The first dash of the next delimiter.</summary>
    public int End => ContentEnd + 2;
}
