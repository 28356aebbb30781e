"""What a heading announces, in ten languages: stems to topics.

A stem matches at the beginning of a word (`instal` finds "Installation", "installieren"); a stem that ends in `$` must
be the whole word, a stem with a blank several words in a row. Chinese, Japanese and Korean stems match anywhere.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from evaluator.model.regex import regex

_TOPICS: dict[str, str] = {
    "problem": """
        problem$, problems$, problem statement, overview, introduction, about$, motivation, background, objective, goal$,
        goals$, purpose, use case, business, description, summary, context$, abstract, problema, introducci, objetivo,
        motivaci, descripci, contexto, resumen, visión general, acerca, introduç, introducao, descriç, descricao, sobre$,
        motivaç, resumo, visão geral, problème, probleme, objectif, présentation, presentation, contexte, résumé, einleitung,
        einführung, überblick, ziel$, ziele$, beschreibung, problemstellung, aufgabe, hintergrund, introduzione, obiettiv,
        descrizione, panoramica, contesto, введение, описание, задача, цель, обзор, о проекте, проблема, мотивация,
        постановка, 简介, 介绍, 概述, 背景, 问题, 项目说明, 目的, 目标, 動機, 概要, はじめに, 課題, 개요, 소개, 목적, 배경,
        문제, 동기, 設明, 項目介紹, 簡介
    """,
    "data": """
        data$, dataset, datasets, data source, data collection, datos, conjunto de datos, fuente de datos, dados,
        base de dados, données, donnees, jeu de données, daten$, datensatz, datensätze, datenquelle, dati$, данные, данных,
        датасет, набор данных, 数据, 數據, 資料, データ, 데이터
    """,
    "install": """
        instal, set up, setup, setting up, getting started, get started, quick start, quickstart, build$, configuration,
        configur, puesta en marcha, primeros pasos, começando, como começar, démarrage, mise en place, einrichtung,
        erste schritte, avvio, configurazione, установк, настройк, быстрый старт, запуск, 安装, 安裝, 环境配置, 环境搭建,
        快速开始, 部署环境, インストール, セットアップ, 環境構築, 설치, 시작하기, 환경 설정, 환경설정
    """,
    "usage": """
        usage, use$, using, how to use, how to run, run$, running, runs$, example, examples, demo$, quick start, quickstart,
        getting started, reproduc, inference, predict$, train$, training$, commands, ejempl, exempl, uso$, cómo usar, ejecu,
        cómo ejecutar, como usar, como executar, como rodar, execuç, utiliza, utilisation, exécution, lancer, nutzung,
        verwendung, benutzung, ausführ, utilizzo, esecuzione, использован, запуск, как запустить, пример, beispiel, esempi,
        使用, 用法, 运行, 運行, 示例, 快速开始, 使い方, 使用方法, 実行, 사용, 실행
    """,
    "results": """
        result, results, performance$, benchmark, benchmarks, findings, outcome, outcomes, metrics$, leaderboard, conclusion,
        conclusions, screenshots, resultado, rendimiento, conclusi, desempenho, conclus, résultat, resultat, ergebnis, fazit,
        risultat, conclusioni, результат, вывод, итог, 结果, 結果, 性能, 结论, 实验结果, 成果, 結論, 결과, 성능, 결론
    """,
    "limitations": """
        limit, limits, caveat, known issue, known issues, bias, biases, ethic, weakness, risk, risks, out of scope,
        limitacion, sesgo, limitaç, limitac, viés, limitation, biais, einschränkung, grenzen, schwäche, limiti, limitazion,
        ограничен, недостат, 局限, 限制, 不足, 制限, 限界, 한계, 제한, 注意事项, 注意事項, 注意点, 留意点, 风险提示,
        风险说明, 主要风险, 風險提示, 已知问题, 已知問題, 想定リスク, 既知の問題, 주의사항, 주의 사항, 유의사항, 유의 사항,
        위험 요소, 알려진 문제
    """,
    "licence": """
        licen[cs]e, licensing, copyright, licencia, licença, licenca, lizenz, licenza, лицензи, 许可, 授权, 許可, ライセンス,
        라이선스, 라이센스
    """,
    "contents": """
        content$, contents, table of contents, toc$, index$, contenid, índice, tabla de contenid, sumário, conteúdo,
        sommaire, table des matières, inhalt, inhaltsverzeichnis, indice, contenuti, sommario, содержание, оглавление, 目录,
        目錄, 目次, 목차
    """,
    "deployment": """
        deploy, serving, production$, docker, container, kubernetes, api$, rest api, web app, web application, web service,
        hosting, cloud$, streamlit, despliegue, producción, implantaç, produção, déploiement, deployement, bereitstellung,
        distribuzione, messa in produzione, деплой, развертыван, развёртыван, 部署, 上线, デプロイ, 배포
    """,
    "monitoring": """
        monitor, observab, drift, alert, alerting, logging$, dashboard, monitoreo, monitorizaci, monitoramento, surveillance,
        suivi, überwachung, monitoraggio, мониторинг, 监控, 監控, 監視, モニタリング, 모니터링
    """,
    "architecture": """
        architectur, structure, project structure, directory, file structure, repository structure, folder, layout,
        organi[sz]ation$, design$, pipeline, workflow, project organi, files$, file description, modules, components,
        system design, arquitectura, estructura, arquitetura, estrutura, organización, arborescence, architektur,
        projektstruktur, aufbau, struttura, architettura, архитектур, структур, 架构, 架構, 结构, 結構, 目录结构, 项目结构,
        アーキテクチャ, 構成, 구조, 아키텍처, 구성
    """,
    "credits": """
        credit, credits, acknowledg, author, authors, contact, contributor, contributors, reference, references, citation,
        citing, cite$, team$, members?$, group members, group information, reach me, bibliograph, thanks, autor,
        agradecimient, referencia, contacto, créditos, agradeciment, referências, contato, auteur, remerciement, référence,
        danksagung, quellen, literatur, kontakt, ringraziament, riferiment, autori, contatti, автор, благодарност, ссылк,
        источник, контакт, 联系, 聯繫, 致谢, 參考, 参考, 引用, 作者, 谢辞, 著者, 謝辞, 연락, 참고, 감사, 저자, 팀원
    """,
    "future": """
        future, roadmap, todo$, todos$, to do, next steps, improvement, improvements, further work, to-do, what's next,
        trabajo futuro, mejora, próximos pasos, trabalhos futuros, melhoria, próximos passos, perspective, evoluç, evolución,
        amélioration, ausblick, verbesserung, sviluppi, miglioram, планы, улучшен, дальнейш, 未来, 待办, 改进, 展望, 今後,
        将来, 향후, 개선
    """,
    "evaluation": """
        evaluat, metric, metrics, validation, error analysis, model comparison, accuracy, assessment, evaluaci, métrica,
        metrica, validaci, avaliaç, avaliacao, évaluation, métrique, evaluierung, auswertung, bewertung, metrik, valutazione,
        метрик, оценк, качеств, 评估, 評估, 评价, 指标, 評価, 指標, 평가, 지표
    """,
    "decisions": """
        decision, decisions, design choice, design choices, rationale, approach, methodolog, method$, methods, why$,
        trade-off, trade-offs, tradeoff, tradeoffs, lessons, decisiones, enfoque, metodolog, decisões, abordagem, choix,
        approche, méthode, methodik, ansatz, vorgehen, entscheidung, approccio, metodo, scelte, подход, метод, решени, 方法,
        思路, 决策, 手法, アプローチ, 방법, 접근
    """,
    "model": """
        model$, models$, modeling, modelling, model architecture, model card, model details, algorithm, algorithms, network$,
        training$, fine-tuning, modelo, algoritmo, entrenamiento, treinamento, modèle, modele, algorithme, entraînement,
        entrainement, modell, training, modello, addestramento, модел, алгоритм, обучени, 模型, 算法, 训练, 訓練, モデル,
        アルゴリズム, 学習, 모델, 알고리즘, 학습
    """,
    "exploration": """
        eda$, explorat, data analysis, data exploration, visuali[sz]ation, insights, data understanding, analysis$, análisis,
        exploraci, visualizaci, análise, exploraç, exploratoria, visualizaç, analyse$, exploration, datenanalyse,
        esplorazione, analisi, анализ, исследован, визуализац, 探索, 分析, 可视化, 可視化, 탐색, 분석, 시각화
    """,
    "requirements": """
        requirement, requirements, prerequisite, prerequisites, pre-requisites, dependenc, environment$, tech stack,
        technolog, tools$, libraries, requisito, dependenci, tecnolog, dependênci, pré-requisito, prérequis, dépendance,
        technologie, voraussetzung, abhängigkeit, prerequisit, dipendenz, требовани, зависимост, технологи, стек, 依赖, 依賴,
        环境要求, 环境$, 技术栈, 要求, 必要, 依存, 動作環境, 요구, 의존, 기술 스택, 환경
    """,
}

_CHOICE = regex(r"\[(\w+)\]")
_WORD_START = regex(r"\b\w")
_NOISE = regex(r"[^\w\s'’?&/-]|_")
_TITLES_MISREAD = regex(
    r"data (?:scien|pipeline|drift|engineer|preproc|clean|prep|version|ingest|valid|model)|database"
    r"|production[- ](?:ready|grade|level)|model (?:deploy|serv|monitor|registr)"
)


class _Stem(NamedTuple):
    topic: str
    text: str
    whole: bool


@cache
def _stems() -> tuple[dict[str, tuple[_Stem, ...]], tuple[_Stem, ...]]:
    """The stems of words by their first two letters, and those of Chinese, Japanese and Korean."""
    words: dict[str, list[_Stem]] = {}
    signs = []
    for topic, listed in _TOPICS.items():
        for written in (stem.strip() for stem in listed.split(",")):
            if _is_eastern(written):
                signs.append(_Stem(topic, written.rstrip("$"), whole=False))
                continue
            choice = _CHOICE.search(written)
            for stem in [written.replace(choice[0], letter) for letter in choice[1]] if choice else [written]:
                words.setdefault(stem[:2], []).append(_Stem(topic, stem.rstrip("$"), stem.endswith("$")))
    return {key: tuple(found) for key, found in words.items()}, tuple(signs)


def _is_eastern(text: str) -> bool:
    """Whether a Chinese, Japanese or Korean letter stands in it; a pattern of these takes milliseconds to compile."""
    return not text.isascii() and any(
        "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text
    )


def _said(text: str, starts: Iterable[int]) -> set[str]:
    """The topics whose stems begin at one of the places."""
    words, signs = _stems()
    found = {sign.topic for sign in signs if sign.text in text} if _is_eastern(text) else set()
    for start in starts:
        for stem in words.get(text[start : start + 2], ()):
            end = start + len(stem.text)
            if text.startswith(stem.text, start) and (not stem.whole or end == len(text) or not text[end].isalnum()):
                found.add(stem.topic)
    return found


def topics(heading: str) -> tuple[str, ...]:
    """The meanings of a heading, in the order in which they stand in `model.documents.Section`'s docstring; () for none.

    A heading of more than twelve words is a sentence and announces nothing.
    """
    text = " ".join(_NOISE.sub(" ", heading[:200]).casefold().split())
    if not text or len(text.split()) > 12:
        return ()
    reduced = _TITLES_MISREAD.sub(lambda match: " ".join(match.group().split()[1:]), text)
    return _meanings(reduced)


def title_topics(title: str) -> tuple[str, ...]:
    """The meanings of a document's title: it names the project (`Titanic data analysis`), unless a topic is all it says."""
    found = topics(title)
    text = " ".join(_NOISE.sub(" ", title[:200]).casefold().split())
    return tuple(topic for topic in found if len(text.split()) <= 3 and topic in _said(text, (0,)))


@cache
def _meanings(text: str) -> tuple[str, ...]:
    found = _said(text, (match.start() for match in _WORD_START.finditer(text)))
    return tuple(topic for topic in _TOPICS if topic in found)
