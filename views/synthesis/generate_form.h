// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/synthesis/generate_draft.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace phi1 {

class FormField;
class SegmentedChoice;
class TextLabel;

/// Everything of a GenerateDraft but its templates, and the key, which is no part of it.
class GenerateForm final : public QWidget
{
    Q_OBJECT
public:
    explicit GenerateForm(QWidget *parent = nullptr);

    /// Of the form; templates stay as they were set.
    GenerateDraft draft() const;
    void setDraft(const GenerateDraft &draft);
    void setCorpora(const QStringList &names);
    /// Why a field cannot be used, in words; empty: none.
    QString problem() const;

    QString typedKey() const;
    void forgetTypedKey();
    bool keepsKey() const; ///< in the secret service
    void setKeepsKey(bool on);
    QWidget *firstField() const;
    QWidget *keyField() const;

signals:
    void edited();
    void presetChosen(const QString &kind);
    void keepKeyChanged(bool on);

private:
    QLineEdit *addLine(const QString &key, const QString &label, const QString &placeholder);
    FormField *addRow(const QString &label, QWidget *editor);
    QWidget *fileField(QLineEdit *edit, const QString &title);
    void addSection(const QString &title);
    void chooseFile(QLineEdit *edit, const QString &title);
    void sayKey();
    void judge();

    GenerateDraft m_draft;
    SegmentedChoice *m_kind, *m_api, *m_take, *m_truncated;
    QComboBox *m_corpus;
    QLineEdit *m_endpoint, *m_model, *m_key;
    QCheckBox *m_keep;
    TextLabel *m_keySource;
    QLineEdit *m_topics, *m_audiences, *m_words, *m_names;
    struct Number {
        QLineEdit *edit;
        FormField *field;
        double low, high;
        bool whole, mayBeEmpty;
    };
    QVector<Number> m_numbers; ///< in the order of Place
    QString m_problem;
    bool m_filling = false;
};

} // namespace phi1
