"""Words by meaning in ten languages, as data: stems as in a dictionary of a reader, compiled once.

A stem matches at the beginning of a word; one that ends in `$` is the whole word; Chinese, Japanese and Korean ones match anywhere.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    import re

# Languages whose words stand here; in another one the absence of a word says nothing.
KNOWN = frozenset({"en", "es", "pt", "fr", "de", "it", "ru", "zh", "ja", "ko"})
MAX_TEXT = 4_000

STEMS = {
    "predict": """
        predict, forecast, classif, recogni, detect, estimat, segment, recommend, generat, identif, cluster, determin,
        distinguish, diagnose, diagnosis, diagnosing, translat, summari, answer, rank, anticipat, decid, infer,
        locali[sz]e, retriev, matching, matches$,
        survived, caption, transcri, assess, play$, likelihood, probabilit, whether$, predec, predicc, predi[zç], pronost,
        clasific, recomend, previs, prever, prevê, prédi, prévoi, détect, reconna, recommand, génér, vorhers, vorherz, prognos,
        klassifi, erkenn, schätz, empfehl, generier, bestimm, preved, prevision, rilev, stima, stimare, raccomand, riconosc,
        предсказ, прогноз, классифик, распозна, обнаруж, определ, рекоменд, генер, 预测, 預測, 分类, 分類, 识别, 識別, 检测,
        檢測, 推荐, 生成, 判断, 分割, 聚类, 估计, 回归, 予測, 認識, 検出, 推薦, 判定, 推定, 예측, 분류, 인식, 탐지, 추천, 생성,
        판별, 추정, 검출
    """,
    "input": """
        applicants?$, students?$, symptom, measurement, readings?$, factors?$, signals?$, images?$, photo, pictures?$, videos?$,
        audio, speech, texts?$, tweets?$, reviews?$, messages?$, sentences?$, data$, datasets?$, databas, features?$, variables?$,
        records?$,
        transactions?$, histor, sensor, documents?$, questions?$, customers?$, patients?$, users?$, attributes?$, series$,
        prices?$, resume, upload, trips?$, scores$, passengers?$, people$, leaf$, leaves$, faces?$, scans?$,
        x-ray, articles?$, símbol, imágen, imagen, imagem, imagens, dados, datos, textos?$, características, variáveis, données,
        bilder, daten, immagin, dati$, данны, изображен, текст, признак, 数据, 圖像, 图像, 图片, 文本, 輸入, 输入, 特征, データ,
        画像, テキスト, 入力, 데이터, 이미지, 텍스트, 입력
    """,
    "limitation": """
        limitation, limited to$, limited data, caveat, shortcoming, drawback, weakness, not generali[sz]e,
        n't generali[sz]e, poorly on, performs poorly, underperform,
        (?:models?|classifiers?|networks?|detectors?|predictions?) (?:still |often |also )?struggles?$, not reliable,
        unreliable, overconfiden,
        not be used, not be trusted, not suitable, not representative, unrepresentative, is biased, are biased, bias towards?,
        not advis, not recommended (?:for|to)$, not intended (?:for|to)$, not meant (?:for|to)$, not be relied, domain gap, blind spot,
        best-effort, (?:statistically|are) indistinguishable, not statistically significant,
        not (?:perform|work|do) (?:very |so |too )?well$, n't (?:perform|work|do) (?:very |so |too )?well$, never saw$,
        (?:has|have|had) (?:trouble|difficult(?:y|ies)|a hard time) (?:with$|in$|\\w+ing$), (?:has|have) never seen,
        small dataset, small data set, small sample, small number of, too few,
        (?:data ?-?set|data|sample|corpus|test set) (?:is|are|was|were) too small,
        lack of data, not enough data,
        insufficient data, insufficient, only a few, hardly beats, only slightly better, no better than, than random guess,
        barely better, misclassif, fails? to$, fails? on$, confuses$, within noise, unconfirmed, not accurate, inaccura,
        overfits, overfitting, only trained on, trained only on, not account for, does not consider, limitaci, sesgo, sesgad,
        no generaliza, pocos datos, limitaç, viés, enviesad, poucos dados, não generaliza, limite$, limites$, biais, biaisé,
        ne généralise, peu de données, einschränkung, verzerr, zu wenig, generalisiert nicht, schwäche, limitazion, distors,
        pochi dati, ограничен, смещен, недостат, мало данных, переобуч, 局限, 限制, 不足, 偏差, 过拟合, 過擬合, 数据量小, 限界,
        制限, 偏り, 過学習, 한계, 제한, 편향, 과적합, 부족
    """,
    "wish": """
        future, roadmap, next step, todo, to do$, improve, improvement, could be, we could, would be interesting, plan to,
        planned, futur, mejora, melhoria, próxim, amélior, ausblick, verbesser, miglior, улучш, 未来, 改进, 今後, 改善, 향후,
        개선
    """,
    "use": """
        so that, used by, utili[sz]ed by, in order to, to decide, helps?$, helping, enable, enables, allow, allows, stakeholder, use case,
        business, decides?$, decisions?$, decision[- ]maker, prioriti[sz], interven, assists?$,
        motivation, benefit, useful, can use$, can utili[sz]e,
        para que, permite, ayuda, ajuda, negocio, negócio, decisi, afin de,
        permet, aide$, aider, damit$, hilft, helfen, ermöglich, aiuta, permette, чтобы, помога, позволя, 帮助, 用于, 以便, ため,
        支援, 役立, 돕, 위해
    """,
    "credited": """
        comes? from, came from, obtained from, gathered from, collected from, sourced from, inspired, credits? (?:to|for|goes),
        thanks, thank$,
        acknowledg, adapted from, borrowed, provided by, courtesy, taken from, made available by, published by,
        this paper, the paper, implementation of, fork of, cloned from,
        (?:based|built) on (?:the |this |a )?(?:paper|work|code|repo\\w*|tutorial|notebook|project|implementation|article|course|book),
        gracias, agradec, inspirad, basado en, baseado, obrigad, merci, inspiré, dank$, danke, basiert auf, grazie, ispirat, ringrazi,
        basato su, спасибо, основан на, 感谢, 致谢, 基于, 参考了, 謝辞, 感謝, 감사
    """,
    "people": """
        users?$, customers?$, clients?$, developers$,
        patients?$, doctors?$, physician, clinician, radiolog, nurses?$, hospital, farmer, growers?$,
        compan, firms?$, banks?$, retailer, shops?$, managers?$, teams?$, stakeholder, decision-maker, analysts?$, investor, traders?$,
        operators?$, drivers?$, passengers?$, riders?$, students?$, teachers?$, schools?$, universit, applicants?$, recruiter,
        employers?$, employees?$, government, agency, agencies, police, rangers?$, researchers?$, scientists?$, owners?$, landlord,
        tenant, buyers?$, sellers?$, marketers?$, citizens?$, consumer, cooks?$, professionals?$, practitioner, organi[sz]ations?$,
        institutions?$, insurer, lenders?$, airlines?$, hotels?$, players?$, viewers?$, readers?$, people$, business, authorities,
        usuari, cliente, médic, paciente, pacient, empresa, negocio, negócio, estudante, estudiante, agricult, banco, imobiliária,
        inmobiliaria, utilisateur, entreprise, médecin, hôpita, kunden, nutzer, ärzt, unternehmen, utenti, medici, aziend,
        пользовател, клиент, врач, компани, агентств, покупател, 用户, 医生, 客户, 企业, 公司, 患者, 農家, 使用者, ユーザー, 医師, 顧客,
        企業, 사용자, 의사, 고객, 기업, 환자
    """,
    "drift": """
        drift, distribution shift, covariate shift, data shift, concept shift, shifts? in$, population stability,
        changes over time, stale model, models? (?:is|are|goes?|becomes?|gets?|grows?|turns?) stale, model staleness,
        deriva de (?:los )?datos, deriva de(?:l modelo|l concepto| concepto), deriva conceptual, deriva dos dados, deriva de dados,
        deriva do modelo, deriva dei dati, deriva del modello, dérive des?$, dérive du$, dérive conceptuelle, datendrift,
        datenverschieb, verteilungsverschieb, konzeptverschieb, verschiebung der (?:daten|verteilung|merkmal), дрейф, сдвиг,
        漂移, ドリフト, 드리프트
    """,
    "model-name": """
        random forest, decision tree, logistic regression, linear regression, ridge, lasso, elastic net, gradient boost, xgboost,
        lightgbm, catboost, boosted tree, adaboost, svm$, svc$, support vector, naive bayes, k-?nn$, nearest neighbo, k-means,
        kmeans, dbscan, isolation forest, neural network, perceptron, mlp$, cnn$, cnns$, convolutional, rnn$, lstm, gru$,
        transformer, bert$, distilbert, roberta, xlm-r, t5$, gpt, llama, mistral, gemini, claude, qwen, phi-?3, resnet, vgg,
        efficientnet, mobilenet, inception, xception, densenet, yolo, u-?net, faster r-?cnn, mask r-?cnn, vit$,
        vision transformer, clip$, autoencoder, vae$, gan$, diffusion, arima, sarima, prophet, dqn, ppo$, a2c$, ddpg, q-learning,
        gnn$, graph neural, matrix factori, als$, word2vec, bosque aleatorio, árbol de decisi, regresión log,
        regresión lin, red neuronal, floresta, regressão, rede neural, redes neurais, forêt, régression, réseau de neuron,
        entscheidungsb, neuronale, regressione, rete neural, регресси, случайн, нейронн, 神经网络, 随机森林, 逻辑回归, 决策树,
        ニューラル, ランダムフォレスト, 회귀, 신경망, 랜덤
    """,
    "platform": """
        aws$, amazon, ec2, ecs$, eks$, lambda, sagemaker, elastic beanstalk, azure, gcp$, google cloud, cloud run,
        cloud function, app engine, vertex, heroku, render[.]com, (?:on|to|with|en|no|via) render$, fly[.]io, railway, vercel,
        netlify, digitalocean, kubernetes, k8s, minikube, gke$, aks$, helm, hugging ?face space, hf spaces?$, streamlit cloud,
        streamlit community, streamlit sharing, share[.]streamlit, pythonanywhere, replit, koyeb, modal[.]com, databricks,
        snowflake, oracle cloud, alibaba, 阿里云, 腾讯云,
        raspberry, android, ios$, openshift, terraform, serverless
    """,
    "split": """
        split, hold-?out, train/test, test set, test data, validation set, cross-?validation, k-?fold, folds?$,
        validación cruzada, conjunto de prueba, validação cruzada, conjunto de teste, validation croisée, jeu de test,
        kreuzvalidierung, testdaten, testmenge, validazione incrociata, кросс-валидац, тестов, выборк, 测试集, 交叉验证, 验证集,
        テスト, 交差検証, 検証, 교차, 테스트, 검증
    """,
    "target": """
        target, goal, aim$, at least$, success criteri, threshold, requirement, must$, should$, acceptable, less than, under$,
        below$, above$, better than, objetivo, al menos, meta$, pelo menos, objectif, au moins, seuil, mindestens, ziel$,
        obiettivo, almeno, цель, не менее, порог, 目标, 至少, 目標, 以上, 목표, 이상
    """,
    "deploy": """
        deploy, hosted, hosting, push, publish, release, expose, provision, desplieg, despleg, implant, déplo, bereitst,
        distribu, развер, деплой, 部署, 上线, デプロイ, 배포
    """,
    "credit": """
        dataset, data set, paper$, tutorial, course, inspired, based on, credit, thanks, thank$, acknowledg, adapted, borrowed,
        reference, citation, cite, source, author, provided by, pretrained, pre-trained, fuente, referencia, gracias, inspirad,
        curso, fonte, referênc, obrigad, merci, référence, cours, inspiré, quelle, dank, kurs, fonti, grazie, ispirat, corso,
        источник, спасибо, курс, набор данных, 参考, 感谢, 来源, 課程, 课程, 数据集, 論文, 论文, データセット, 出典, 謝辞, 참고,
        출처, 논문, 데이터셋
    """,
}


def eastern(text: str) -> int:
    """How many Chinese, Japanese and Korean letters a text has; a pattern of these takes milliseconds to compile."""
    if text.isascii():
        return 0
    return sum("\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text)


_LETTER = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# The rest of a word in letters of its own script; asked once a match, as a pattern with it at every stem takes long to compile.
_REST = regex(r"(?:(?![\u3000-\uffff])\w){0,20}")


@cache
def _stems(meaning: str) -> list[str]:
    return [" ".join(stem.split()) for stem in STEMS[meaning].split(",")]


@cache
def _western(meaning: str) -> re.Pattern[str]:
    stems = [stem for stem in _stems(meaning) if not eastern(stem)]
    begun = [stem[:-1] + r"\b" if stem.endswith("$") else stem for stem in stems if not stem.startswith("n't")]
    return regex("|".join([rf"\b(?:{_by_letter(begun)})", *(stem for stem in stems if stem.startswith("n't"))]))


def _by_letter(stems: list[str]) -> str:
    """Alternatives by their first letter, of which an engine tries a few at each word instead of all."""
    letters: dict[str, list[str]] = {}
    for stem in stems:
        plain = stem[0].isalpha() and stem[1:2] not in ("?", "*", "+", "{")
        letters.setdefault(stem[0] if plain else "", []).append(stem[plain:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


@cache
def _eastern(meaning: str) -> re.Pattern[str]:
    """Asked only of texts with such letters; a meaning without such words is found nowhere."""
    return regex("|".join(stem for stem in _stems(meaning) if eastern(stem)) or r"(?!)")


def _has_eastern(text: str) -> bool:
    return not text.isascii() and _LETTER.search(text) is not None


def said(meaning: str, text: str) -> str:
    """The first words of a text with this meaning, whole words, "" for none."""
    lower = text[:MAX_TEXT].lower()
    found = _western(meaning).search(lower)
    if _has_eastern(lower):
        both = [each for each in (found, _eastern(meaning).search(lower)) if each]
        found = min(both, key=lambda each: each.start(), default=None)
    return _whole(found, lower) if found else ""


def each_said(meaning: str, text: str) -> list[str]:
    """All words of a text with this meaning, in order."""
    lower = text[:MAX_TEXT].lower()
    found = list(_western(meaning).finditer(lower))
    if _has_eastern(lower):
        found = sorted([*found, *_eastern(meaning).finditer(lower)], key=lambda each: each.start())
    return [_whole(each, lower) for each in found]


def _whole(found: re.Match[str], text: str) -> str:
    rest = _REST.match(text, found.end())
    return found.group() + (rest.group() if rest else "")
