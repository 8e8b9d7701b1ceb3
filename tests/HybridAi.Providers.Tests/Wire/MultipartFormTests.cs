using System.Text;
using HybridAi.Core.Routing;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class MultipartFormTests
{
    private const string Type = "multipart/form-data; boundary=b";

    private static readonly Deployment Whisper = new() { Provider = "one", Model = "whisper-1" };

    [Fact]
    public void The_model_is_replaced_and_the_gateways_fields_are_taken_out_and_every_other_byte_stays()
    {
        byte[] sound = [.. Enumerable.Range(0, 256).Select(value => (byte)value), .. "\r\n--\r\n-b\r\n"u8];
        byte[] file = [.. "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ü;\\x.wav\"\r\nContent-Type: audio/wav\r\n\r\n"u8, .. sound, .. "\r\n"u8];
        var form = Read([.. Bytes(Field("hybridai", """{"task":"t"}""")), .. file, .. Bytes(Field("hybridai[tags][]", "a") + Field("model", "one/whisper-1") + Field("prompt", "") + "--b--\r\n")]);

        Assert.Equal(
            Encoding.Latin1.GetString([.. file, .. Bytes(Field("model", "whisper-1") + Field("prompt", "") + "--b--\r\n")]),
            Encoding.Latin1.GetString(form.Edit(Whisper).ToArray()));
        Assert.Equal(sound, form.ContentOf(form.Find("file")!).ToArray());
        Assert.True(form.Find("file")!.IsFile);
        Assert.Equal("multipart/form-data; boundary=b", form.ContentType);
    }

    [Fact]
    public void Options_at_the_end_and_side_by_side_are_taken_out()
    {
        var form = Read(Bytes(Field("model", "x") + Field("hybridai[task]", "t") + Field("hybridai[user]", "u") + "--b--"));
        Assert.Equal(Field("model", "whisper-1") + "--b--", Encoding.UTF8.GetString(form.Edit(Whisper).ToArray()));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "multipart/form-data; boundary=b")]
    [InlineData("Multipart/Form-Data; charset=utf-8; Boundary=\"b\"", "multipart/form-data; boundary=b")]
    [InlineData("multipart/form-data; boundary=\"b:(1) ?2\"", "multipart/form-data; boundary=\"b:(1) ?2\"")]
    public void The_boundary_is_read_in_each_of_its_forms(string type, string sent)
    {
        var boundary = type.Contains("(1)", StringComparison.Ordinal) ? "b:(1) ?2" : "b";
        var form = MultipartForm.TryRead(Bytes(Field("model", "m", boundary) + $"--{boundary}--"), type, out var error);
        Assert.Null(error);
        Assert.Equal(sent, form!.ContentType);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"b")]
    [InlineData("multipart/form-data; boundary=b; boundary=c")]
    [InlineData("multipart/form-data; boundary=\"b \"")]
    [InlineData("multipart/form-data; boundary=a{b}")]
    [InlineData("multipart/form-data boundary=b")]
    [InlineData("multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void A_boundary_that_is_missing_or_not_valid_or_there_twice_is_refused(string type)
    {
        Assert.Null(MultipartForm.TryRead(Bytes(Field("model", "m") + "--b--"), type, out var error));
        Assert.Contains("boundary", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("--b--\r\n", "no parts")]
    [InlineData("preamble\r\n--b\r\n", "does not begin")]
    [InlineData("--c\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--c--", "does not begin")]
    [InlineData("--b", "not followed by a line break")]
    [InlineData("--bx\r\n", "not followed by a line break")]
    [InlineData("--b \r\n", "not followed by a line break")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"", "in the middle of a part's headers")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm", "in the middle of a part")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b", "not followed by a line break")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b-", "not followed by a line break")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--more", "behind the end")]
    public void A_body_that_is_cut_or_begins_or_ends_otherwise_is_refused(string body, string expected) => AssertRefused(body, expected);

    // What one reader takes for a part and another for content would let a model through that the key may not use.
    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndear\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\n--b\nContent-Disposition: form-data; name=\"model\"\n\ndear\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na--b\r\n--b--")]
    public void A_boundary_in_the_middle_of_a_part_is_refused(string body) => AssertRefused(body, "in the middle of a part");

    [Theory]
    [InlineData("Content-Disposition: form-data", "not valid")]
    [InlineData("Content-Disposition: attachment; name=\"a\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\"; name=\"model\"", "not valid")]
    [InlineData("Content-Disposition: form-data; filename=\"x\\\"; name=\"model\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\\\"; name=\"model\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\"; name*=utf-8''model", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a", "not valid")]
    [InlineData("Content-Disposition: form-data; name =\"a\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\"x; name=\"model\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"", "two")]
    [InlineData("Content-Disposition : form-data; name=\"a\"", "proper name")]
    [InlineData("Content-Disposition: form-data;\r\n name=\"a\"", "not valid")]
    [InlineData("Content-Disposition: form-data; name=\"a\nb\"", "not valid")]
    [InlineData("Content-Type: text/plain", "has no 'Content-Disposition")]
    [InlineData("no header", "proper name")]
    [InlineData("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "Content-Transfer-Encoding")]
    public void Headers_that_can_be_read_in_two_ways_are_refused(string headers, string expected) =>
        AssertRefused($"--b\r\n{headers}\r\n\r\ncontent\r\n--b--", expected);

    [Theory]
    [InlineData("CONTENT-DISPOSITION:form-data;name=model")]
    [InlineData("Content-Disposition: FORM-DATA; Name=\"model\" ; x=y")]
    [InlineData("Content-Type: text/plain; charset=UTF-8\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: 8bit")]
    public void Headers_that_real_clients_write_are_read(string headers) =>
        Assert.Equal("content", Encoding.UTF8.GetString(ReadText($"--b\r\n{headers}\r\n\r\ncontent\r\n--b--") is { } form ? form.ContentOf(form.Find("model")!) : []));

    [Theory]
    [InlineData("model")]
    [InlineData("stream")]
    [InlineData("hybridai")]
    [InlineData("response_format")]
    public void A_field_of_the_gateways_that_is_there_twice_is_refused(string name) => AssertRefused(Field(name, "a") + Field(name, "b") + "--b--", $"'{name}' is there twice");

    [Fact]
    public void Lists_have_their_name_more_than_once()
    {
        var form = Read(Bytes(Field("timestamp_granularities[]", "word") + Field("timestamp_granularities[]", "segment") + Field("model", "m") + "--b--"));
        Assert.Equal(3, form.Parts.Count);
    }

    [Fact]
    public void Headers_and_parts_have_bounds()
    {
        AssertRefused($"--b\r\nX: {new string('x', 9000)}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nc\r\n--b--", "8192 bytes of headers");
        AssertRefused(string.Concat(Enumerable.Repeat(Field("a[]", ""), 257)) + "--b--", "more than 256 parts");
        AssertRefused($"--b\r\nContent-Disposition: form-data; name=\"{new string('x', 300)}\"\r\n\r\nc\r\n--b--", "not valid");
    }

    [Fact]
    public void A_form_in_a_form_is_content()
    {
        const string Inner = "--c\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ninner\r\n--c--";
        var form = Read(Bytes($"--b\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n{Inner}\r\n" + Field("model", "outer") + "--b--"));
        Assert.Equal(Inner, Encoding.UTF8.GetString(form.ContentOf(form.Find("x")!)));
        Assert.Equal("outer", Encoding.UTF8.GetString(form.ContentOf(form.Find("model")!)));
    }

    [Fact]
    public void Whatever_is_cut_off_or_changed_is_read_or_refused_and_never_throws()
    {
        var whole = Bytes(Field("model", "m") + Field("file\"; filename=\"a.wav", "sound") + Field("hybridai", "{}") + "--b--\r\n");
        var random = new Random(7);
        for (var length = 0; length < whole.Length - 2; length++)
            Assert.Null(MultipartForm.TryRead(whole.AsMemory(0, length), Type, out _));
        for (var i = 0; i < 20_000; i++)
        {
            var changed = whole.ToArray();
            for (var count = random.Next(1, 4); count > 0; count--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (MultipartForm.TryRead(changed, Type, out var error) is { } form)
                Assert.InRange(form.Edit(Whisper).Length, 1, whole.Length + Whisper.Model.Length);
            else
                Assert.NotEmpty(error!);
        }
    }

    private static void AssertRefused(string body, string expected)
    {
        Assert.Null(MultipartForm.TryRead(Bytes(body), Type, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static MultipartForm ReadText(string body) => Read(Bytes(body));

    private static MultipartForm Read(byte[] body)
    {
        var form = MultipartForm.TryRead(body, Type, out var error);
        Assert.Null(error);
        return form!;
    }

    private static string Field(string name, string value, string boundary = "b") => $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
