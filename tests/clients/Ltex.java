// The request that ltex-ls 16 sends to a LanguageTool server; prints the status and the body of the answer.
//
//     java Ltex.java URI LANGUAGE DATA USERNAME API_KEY
//
// URI is what stands in ltex.languageToolHttpServerUri: "v2/check" is resolved against it.

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

public class Ltex {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("language", arguments[1]);
        form.put("data", arguments[2]);
        form.put("username", arguments[3]);
        form.put("apiKey", arguments[4]);
        form.put("level", "picky");
        String body = form.entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue())).collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]).resolve("v2/check"))
            .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode());
        System.out.write(answer.body().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
