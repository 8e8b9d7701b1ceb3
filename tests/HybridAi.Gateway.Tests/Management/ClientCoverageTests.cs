using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using HybridAi.Client;
using HybridAi.Client.Errors;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>The client and the API say the same: each method calls an operation that the OpenAPI document has, and each operation has a method.</summary>
public sealed class ClientCoverageTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task Each_operation_of_the_management_API_has_a_method_and_each_method_an_operation()
    {
        var operations = await OperationsAsync();
        var called = new HashSet<(string Method, string Path)>();
        foreach (var method in typeof(HybridAiClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            var (verb, path) = await CallAsync(method);
            var operation = operations.FirstOrDefault(known => known.Method == verb && Matches(known.Path, path));
            Assert.True(operation != default, $"{method.Name} calls {verb} {path}, which the API does not have");
            called.Add(operation);
        }

        // Where a document can be changed by PATCH, PUT is the same for those who have it whole.
        var missing = operations.Except(called).Where(operation => !(operation.Method == "PUT" && called.Contains(("PATCH", operation.Path))));
        Assert.Empty(missing);
    }

    private async Task<List<(string Method, string Path)>> OperationsAsync()
    {
        var paths = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json.GetProperty("paths");
        return
        [
            .. from path in paths.EnumerateObject()
               where path.Name.StartsWith("/api/", StringComparison.Ordinal)
               from operation in path.Value.EnumerateObject()
               select (operation.Name.ToUpperInvariant(), path.Name),
        ];
    }

    private static bool Matches(string template, string path) => Regex.IsMatch(path, $"^{Regex.Replace(template, "{[^}]+}", "[^/]+")}$");

    private static async Task<(string Method, string Path)> CallAsync(MethodInfo method)
    {
        var recorder = new Recorder();
        using var http = new HttpClient(recorder) { BaseAddress = new Uri("http://gateway/") };
        var call = (Task)method.Invoke(new HybridAiClient(http, "hai-key"), [.. method.GetParameters().Select(Argument)])!;
        await Assert.ThrowsAsync<HybridAiApiException>(() => call);
        return (recorder.Method, recorder.Path);
    }

    private static object? Argument(ParameterInfo parameter) => parameter switch
    {
        { HasDefaultValue: true, ParameterType.IsValueType: true } => parameter.DefaultValue ?? Activator.CreateInstance(parameter.ParameterType),
        { HasDefaultValue: true } => parameter.DefaultValue,
        { ParameterType: var type } when type == typeof(string) => "a-name",
        // Its fields do not matter: nothing looks at them.
        { ParameterType: var type } => Activator.CreateInstance(type),
    };

    private sealed class Recorder : HttpMessageHandler
    {
        public string Method { get; private set; } = "";

        public string Path { get; private set; } = "";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Method, Path) = (request.Method.Method, request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotImplemented));
        }
    }
}
