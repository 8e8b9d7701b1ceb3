using System.Text;
using HybridAi.Core.Routing;

namespace HybridAi.Providers.Wire;

/// <summary>
/// A <c>multipart/form-data</c> body (RFC 7578): where its parts are. The body itself stays as it is; edits are made by offsets. It is read
/// strictly, since what the gateway takes for the model must be what the provider takes for it: whatever two readers may read in two ways
/// is refused.
/// </summary>
public sealed class MultipartForm
{
    private readonly string _boundary;
    private readonly List<MultipartPart> _parts;

    private MultipartForm(ReadOnlyMemory<byte> body, string boundary, List<MultipartPart> parts) => (Body, _boundary, _parts) = (body, boundary, parts);

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The parts in their order.</summary>
    public IReadOnlyList<MultipartPart> Parts => _parts;

    /// <summary>The <c>Content-Type</c> that the body has to be sent with.</summary>
    public string ContentType => $"multipart/form-data; boundary={(MultipartBoundary.IsToken(_boundary) ? _boundary : $"\"{_boundary}\"")}";

    /// <summary>Reads a form.</summary>
    /// <param name="body">The body; must stay untouched as long as the form is used.</param>
    /// <param name="contentType">Its <c>Content-Type</c>.</param>
    /// <param name="error">What is wrong with it, as a sentence for its sender, or null.</param>
    /// <returns>The form, or null if it is not acceptable.</returns>
    public static MultipartForm? TryRead(ReadOnlyMemory<byte> body, string contentType, out string? error)
    {
        if (MultipartBoundary.Find(contentType) is not { } boundary)
        {
            error = "The Content-Type names no valid 'boundary', or several.";
            return null;
        }

        var parts = new List<MultipartPart>();
        error = MultipartReader.Read(body.Span, Encoding.ASCII.GetBytes($"--{boundary}"), parts);
        return error is null ? new MultipartForm(body, boundary, parts) : null;
    }

    /// <summary>Finds a part.</summary>
    /// <param name="name">Its field's name.</param>
    /// <returns>The first of that name, or null.</returns>
    public MultipartPart? Find(string name) => _parts.Find(part => part.Name == name);

    /// <summary>The content of a part.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    public ReadOnlySpan<byte> ContentOf(MultipartPart part) => Body.Span[part.ContentStart..part.ContentEnd];

    /// <summary>The body that a provider gets: the model by its own name, the gateway's options taken out.</summary>
    /// <param name="deployment">What it goes to.</param>
    public BodySplice Edit(Deployment deployment)
    {
        var splice = new BodySplice();
        var copied = 0;
        foreach (var part in _parts)
        {
            if (IsOption(part.Name))
            {
                splice.Append(Body[copied..part.Start]);
                copied = part.End;
            }
            else if (part.Name == "model")
            {
                splice.Append(Body[copied..part.ContentStart]);
                splice.Append(Encoding.UTF8.GetBytes(deployment.Model));
                copied = part.ContentEnd;
            }
        }

        splice.Append(Body[copied..]);
        return splice;
    }

    /// <summary>Whether a field is the gateway's own: <c>hybridai</c>, or one of its options as clients write objects in forms, <c>hybridai[task]</c>.</summary>
    /// <param name="name">The field's name.</param>
    public static bool IsOption(string name) => name == "hybridai" || name.StartsWith("hybridai[", StringComparison.Ordinal);
}
